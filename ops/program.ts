import tab from '@bomb.sh/tab/commander';
import { Command, Option } from 'commander';
import { redriveCommand } from './commands/redrive.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { stopCommand } from './commands/stop.ts';
import { COMMAND } from './operator.ts';

const GROUPS = {
  'Look:': [statusCommand, runsCommand, showCommand, reportCommand],
  'Act:': [runCommand, redriveCommand, stopCommand],
};

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'audience-sync': [
    'status',
    'runs daily --last 7',
    'show 1b9d7f3e',
    'redrive 1b9d7f3e --wait',
    'report daily -o daily.html',
  ],
  status: [
    'status',
    'status --stage prod',
    'status --check || page-someone',
    'status --json | jq .syncs[].minutesLate',
  ],
  runs: ['runs daily', 'runs daily --last 90 --json'],
  show: [
    'show 1b9d7f3e',
    'show arn:aws:states:eu-central-1:123456789012:execution:audience-sync-prod-daily:1b9d7f3e-…',
  ],
  run: ['run daily --dry-run --wait', 'run daily --wait', 'run daily --accept-swing --wait', 'run daily --full'],
  redrive: ['redrive 1b9d7f3e --wait'],
  stop: ['stop 1b9d7f3e --reason "the audiences are being rebuilt"'],
  report: ['report daily -o daily.html', 'report daily --last 90 -o - > daily.html'],
};

const AFTER_HELP = `

Exit codes:
  0    done
  1    the run that was waited for ended badly, or status --check found trouble
  2    wrong usage
  3    there is no such stage, sync or execution
  4    AWS did not answer, or does not allow it
  5    not possible in the state that it is in
  130  Ctrl-C while waiting; the run goes on

Region and credentials come from the environment or the profile (AWS_REGION,
AWS_PROFILE), as for the AWS CLI. Against the local runner, set the lines that it
prints. Completion in bash: source <(audience-sync complete bash)`;

/** The operator's command line. Errors of usage are thrown as CommanderError, with nothing printed yet. */
export function createProgram(): Command {
  const program = new Command('audience-sync')
    .description('Looks after audience syncs through AWS Step Functions: on AWS, or on the local runner.')
    .addOption(new Option('--stage <stage>', 'which deployment').default('dev').env('AUDIENCE_SYNC_STAGE'))
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .helpOption('-h, --help', 'show help; also: COMMAND --help')
    .helpCommand(false)
    .addHelpText('after', examples('audience-sync') + AFTER_HELP);
  for (const [heading, commands] of Object.entries(GROUPS)) {
    for (const create of commands) {
      const command = create().helpGroup(heading);
      program.addCommand(command.addHelpText('after', examples(command.name())));
    }
  }
  // What is added takes the settings over that the program has by then.
  quiet(program);
  tab(program);
  program.commands.find((command) => command.name() === 'complete')?.helpGroup('Shell:');
  program.name(COMMAND);
  for (const command of program.commands) quiet(command);
  return program;
}

/** Whoever runs the program says what went wrong, in one line. */
function quiet(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true });
}

const examples = (command: string): string =>
  ['', 'Examples:', ...(EXAMPLES[command] ?? []).map((line) => `  ${COMMAND} ${line}`)].join('\n');
