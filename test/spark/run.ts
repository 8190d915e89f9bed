import { Argument, Command, InvalidArgumentError } from 'commander';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSql } from '../../shared/sql/transform.ts';
import { ExpectedDays } from '../unit/sql/days/expected-days.ts';
import { COLUMNS } from '../unit/sql/days/rows.ts';
import { scriptedDays } from '../unit/sql/days/scripted-days.ts';
import { statementsOf } from '../unit/sql/tokens.ts';

/** The scripted days in a real Spark. Without one nothing is run, which is said. */
const python = process.env['PYTHON'] ?? 'python3';
const command = new Command('npm run test:spark --')
  .description(
    'Runs the transform over scripted days in a real Spark and compares each row with a model.\n' +
      'Needs Java and a Python with pyspark (3.5 or 4), named by the environment variable PYTHON.',
  )
  .addArgument(new Argument('[profiles]', 'profiles of a day (default: 600)').argParser(atLeastOne))
  .addArgument(new Argument('[form]', 'of temp tables (default: materialised)').choices(['materialised', 'lazy']))
  .parse();
const [profiles = '600', form = 'materialised'] = command.args;

if (spawnSync(python, ['-c', 'import pyspark']).status !== 0) {
  process.stdout.write(`Not run: ${python} has no pyspark (pip install 'pyspark==3.5.*', then set PYTHON)\n`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'spark-days-'));
try {
  writeDays(folder, Number(profiles));
  const { status } = spawnSync(python, [join(import.meta.dirname, 'run_days.py'), folder, form], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** One folder per day: what arrives, the statements of each attempt, and what the model expects. */
function writeDays(into: string, size: number): void {
  const model = new ExpectedDays();
  writeFileSync(join(into, 'columns.json'), JSON.stringify(COLUMNS));
  for (const [index, day] of scriptedDays(size).entries()) {
    const { title, arrives, attempts, outcome } = model.next(day);
    const place = join(into, String(index).padStart(3, '0'));
    mkdirSync(place);
    const rows = arrives.flatMap(({ batchId, rows }) =>
      rows.map((row) => ({ ...row, _acp_system_metadata: { acp_sourceBatchId: batchId } })),
    );
    writeFileSync(join(place, 'export.ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const statements = attempts.map((spec) => statementsOf(transformSql(spec)));
    writeFileSync(join(place, 'day.json'), JSON.stringify({ title, statements, outcome }));
  }
}

function atLeastOne(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
