import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Command, InvalidArgumentError } from 'commander';
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { findSync } from '../aws/syncs.ts';
import { EXIT } from '../ops-error.ts';
import { COMMAND, operate, type Operator } from '../operator.ts';
import { waitAndTell } from '../waiting/wait-and-tell.ts';

const Options = z.object({
  dryRun: z.boolean().default(false),
  acceptSwing: z.boolean().default(false),
  full: z.boolean().default(false),
  name: z.string().optional(),
  wait: z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

export function runCommand(): Command {
  return new Command('run')
    .summary('start a run now, beside the schedule')
    .description(
      [
        'Starts a run of a sync now. It does all that a scheduled run does. If another run of the sync is active, it ends as',
        'skipped: only one at a time. To take up a run that failed, use redrive instead; only a run that was held because',
        'an audience swung needs a new one, with --accept-swing, because a redrive keeps the input it was started with.',
      ].join(' '),
    )
    .argument('<sync>', 'name of the sync')
    .option('--dry-run', 'only plan, and show the SQL: nothing is exported or written')
    .option('--accept-swing', 'let the audiences of this run change more than the guards allow, once')
    .option('--full', 'rewrite every member instead of what changed')
    .option('--name <name>', 'name of the execution (default: manual-, the time, and something random)', executionName)
    .option('--wait', 'show where it stands until it has ended, then tell its story')
    .action((sync: string, _options: unknown, command: Command) =>
      operate(command, (operator) => start(operator, sync, Options.parse(command.opts()))),
    );
}

async function start(operator: Operator, syncName: string, options: Options): Promise<0 | 1> {
  const { aws, stage, out } = operator;
  const { stateMachineArn, name: sync } = await findSync(aws, stage, syncName);
  const input = JSON.stringify({
    ...(options.dryRun ? { dryRun: true } : {}),
    ...(options.acceptSwing ? { acceptSwing: true } : {}),
    ...(options.full ? { mode: 'full' } : {}),
  });
  // With a name, a start whose answer was lost and which the SDK repeats is the same start.
  const name = options.name ?? generatedName(aws.now());
  const { executionArn = '' } = await aws.ask((client) =>
    client.send(new StartExecutionCommand({ stateMachineArn, name, input })),
  );
  if (options.wait) return waitAndTell(operator, { executionArn });
  const next = `Follow it with: ${COMMAND} show ${name}  (AWS may need some seconds to know it)`;
  out.result(`Started ${name} of ${sync}.\n${next}`, { sync, stage, name, executionArn });
  return EXIT.ok;
}

function generatedName(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `manual-${time}-${randomBytes(2).toString('hex')}`;
}

/** Step Functions takes more, but these are safe in a shell and in an ARN. */
function executionName(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(text)) {
    throw new InvalidArgumentError('It must be 1 to 80 letters, digits, "-" or "_".');
  }
  return text;
}
