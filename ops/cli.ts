import { CommanderError } from 'commander';
import { EXIT, OpsError } from './ops-error.ts';
import { COMMAND } from './operator.ts';
import { createProgram } from './program.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Two lines at most: what is wrong, and where help is. */
function sayUsage({ message, code }: CommanderError): void {
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return;
  if (code === 'commander.help') return;
  say(message.replace(/^error: /, '').replaceAll('\n', ' '));
  say(`See ${COMMAND} --help`);
}

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    sayUsage(error);
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } else if (error instanceof OpsError) {
    say(error.message);
    process.exitCode = error.exitCode;
  } else {
    throw error;
  }
}
