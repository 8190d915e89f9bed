import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import * as z from 'zod';
import { EXIT, OpsError } from '../ops-error.ts';
import { COMMAND, operate, type Operator } from '../operator.ts';
import { findRun } from '../runs/find-run.ts';
import { shortName } from '../runs/names.ts';
import { wordFor } from '../runs/run.ts';

export function stopCommand(): Command {
  return new Command('stop')
    .summary('end a run that is going on; a redrive takes it up again')
    .description(
      [
        'Ends a run that is going on. What it has written stays, and CJA may still take that in. A redrive goes on where it',
        'was stopped.',
      ].join(' '),
    )
    .argument('<execution>', 'name of the execution, the beginning of its name, or its ARN')
    .option('--reason <text>', 'stands in the history as the cause', 'Stopped by an operator')
    .action((typed: string, _options: unknown, command: Command) =>
      operate(command, (operator) =>
        stop(operator, typed, z.object({ reason: z.string() }).parse(command.opts()).reason),
      ),
    );
}

async function stop({ aws, stage, out }: Operator, typed: string, cause: string): Promise<0> {
  const run = await findRun(aws, stage, typed);
  if (run.status !== 'RUNNING') {
    throw new OpsError(EXIT.refused, `${run.name} is not running: it ended as ${wordFor(run)}.`);
  }
  const { stopDate } = await aws.ask((client) =>
    client.send(new StopExecutionCommand({ executionArn: run.arn, cause })),
  );
  out.result(`Stopped: ${run.name}.\nTake it up again with: ${COMMAND} redrive ${shortName(run.name)}`, {
    name: run.name,
    executionArn: run.arn,
    stoppedAt: stopDate?.toISOString() ?? null,
  });
  return EXIT.ok;
}
