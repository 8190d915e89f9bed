import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { EXIT, OpsError } from '../ops-error.ts';
import { COMMAND, operate, type Operator } from '../operator.ts';
import { findRun } from '../runs/find-run.ts';
import { shortName } from '../runs/names.ts';
import type { Run } from '../runs/run.ts';
import { wayOn } from '../runs/way-on.ts';
import { typeNext } from '../story/story.ts';
import { waitAndTell } from '../waiting/wait-and-tell.ts';

export function redriveCommand(): Command {
  return new Command('redrive')
    .summary('take up a run that failed or was stopped, where it stopped')
    .description(
      [
        'Goes on with a run where it stopped: what has succeeded is kept, nothing is done twice, all deadlines start anew.',
        'The run keeps the definition and the input it was started with; for anything that must change there, and for a run',
        'that was held because an audience swung, start a new one: run. AWS allows a redrive for 14 days after the end.',
      ].join(' '),
    )
    .argument('<execution>', 'name of the execution, the beginning of its name, or its ARN')
    .option('--wait', 'show where it stands until it has ended, then tell its story')
    .action((typed: string, _options: unknown, command: Command) =>
      operate(command, (operator) =>
        redrive(operator, typed, z.object({ wait: z.boolean().default(false) }).parse(command.opts()).wait),
      ),
    );
}

async function redrive(operator: Operator, typed: string, isWaitedFor: boolean): Promise<0 | 1> {
  const { aws, stage, out } = operator;
  const run = await findRun(aws, stage, typed);
  refuseInVain(run);
  await aws.ask((client) =>
    // The token makes a redrive whose answer was lost and which the SDK repeats the same redrive.
    client.send(new RedriveExecutionCommand({ executionArn: run.arn, clientToken: randomUUID() })),
  );
  if (isWaitedFor) {
    return waitAndTell(operator, { executionArn: run.arn, isKnown: ({ redrives }) => redrives > run.redrives });
  }
  const next = `Follow it with: ${COMMAND} show ${shortName(run.name)}  (AWS may need some seconds to show it)`;
  out.result(`Redriven: ${run.name}.\n${next}`, { name: run.name, executionArn: run.arn, redrives: run.redrives + 1 });
  return EXIT.ok;
}

/** @throws OpsError where a redrive is not allowed, or could only end in the same way */
function refuseInVain(run: Run): void {
  const { status, name, error, redriveProblem } = run;
  const way = wayOn(run);
  if (way === 'redrive') return;
  const instead = typeNext(run, way)
    .map((command) => ` Instead: ${command}`)
    .join('');
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    throw new OpsError(
      EXIT.refused,
      `${name} ${status === 'RUNNING' ? 'is running' : 'has succeeded'}: there is nothing to redrive.`,
    );
  }
  if (way === 'accept swing') {
    const why = 'was held because an audience swung. A redrive keeps its input, so it would be held again.';
    throw new OpsError(EXIT.refused, `${name} ${why}${instead}`);
  }
  if (way === 'leave') {
    throw new OpsError(EXIT.refused, `${name} was superseded by a newer run: there is nothing left for it to do.`);
  }
  const why =
    redriveProblem ?? `it failed with ${error ?? 'no error name'}, and keeps the definition and input it failed with`;
  throw new OpsError(EXIT.refused, `${name} cannot be redriven: ${why}.${instead}`);
}
