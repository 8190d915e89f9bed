import { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { findSync } from '../aws/syncs.ts';
import { EXIT, OpsError } from '../ops-error.ts';
import { operate, type Operator } from '../operator.ts';
import { count } from '../text/numbers.ts';
import { wholeNumber } from './whole-number.ts';

const Options = z.object({ output: z.string(), last: z.number() });

export function reportCommand(): Command {
  return new Command('report')
    .summary('one web page about the newest runs, to read or to send')
    .description(
      [
        'Writes one self-contained HTML page: audience sizes, who joined and left, durations, failures, redrives and warnings,',
        'and the newest run on the clock. It needs no network and no script, and holds counts only: no person ID, no secret.',
      ].join(' '),
    )
    .argument('<sync>', 'name of the sync')
    .requiredOption('-o, --output <file>', 'file to write; - is standard output')
    .option('--last <n>', 'how many runs', wholeNumber(1, 1000), 60)
    .action((sync: string, _options: unknown, command: Command) =>
      operate(command, (operator) => report(operator, sync, Options.parse(command.opts()))),
    );
}

async function report(
  { aws, stage, out }: Operator,
  name: string,
  { output, last }: z.infer<typeof Options>,
): Promise<0> {
  const isStandardOutput = output === '-';
  if (isStandardOutput && out.isJson) throw new OpsError(EXIT.usage, '--json and -o - both want standard output.');
  const { stateMachineArn } = await findSync(aws, stage, name);
  // Charts bring a large library with them: loaded only here.
  const [{ readReport }, { reportPage }] = await Promise.all([
    import('../report/read-report.ts'),
    import('../report/page.ts'),
  ]);
  const read = await readReport(aws, stateMachineArn, last);
  const page = reportPage(read);
  if (isStandardOutput) {
    process.stdout.write(page);
    return EXIT.ok;
  }
  const file = path.resolve(output);
  await writeReport(file, page);
  out.result(`Wrote ${file}: ${count(read.runs.length)} ${read.runs.length === 1 ? 'run' : 'runs'} of ${name}.`, {
    file,
    sync: name,
    stage,
    runs: read.runs.length,
  });
  return EXIT.ok;
}

async function writeReport(file: string, page: string): Promise<void> {
  try {
    await writeFile(file, page);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OpsError(EXIT.usage, `The report cannot be written to ${file}: ${why}.`, { cause: error });
  }
}
