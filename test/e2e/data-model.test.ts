import { beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PROJECT, start } from './support/command.ts';
import { readDays, type DaysDocument } from './support/days-document.ts';

interface TargetRow {
  readonly personID: string;
  readonly _acme: { readonly exportedAt: string; readonly audienceMemberships: readonly { readonly id: string }[] };
}
interface LedgerRow {
  readonly _acme: Readonly<Record<string, string | number>> & { readonly exportedAt: string };
}

describe('the worked example of docs/data-model.md', () => {
  let document: string;
  let days: DaysDocument;
  let target: TargetRow[];
  let ledger: LedgerRow[];

  beforeAll(async () => {
    document = await readFile(path.join(PROJECT, 'docs/data-model.md'), 'utf8');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'data-model-'));
    const record = path.join(folder, 'record');
    const sandbox = path.join(PROJECT, 'test/fixtures/three-persons');
    const { exitCode, stdout, stderr } = await start([
      ...['--sandbox', sandbox],
      ...['--days', '3', '--json'],
      ...['--record', record],
    ]);
    if (exitCode !== 0) throw new Error(stderr);
    days = readDays(stdout);
    const transforms = path.join(record, 'transforms');
    const last = path.join(transforms, (await readdir(transforms)).sort().at(-1)!);
    target = await readRows<TargetRow>(path.join(last, 'target_after.ndjson'));
    ledger = await readRows<LedgerRow>(path.join(last, 'ledger_after.ndjson'));
    await rm(folder, { recursive: true });
  }, 600_000);

  it('shows the rows that were written', () => {
    const rows = target.map(({ personID, _acme: { exportedAt, audienceMemberships } }) => [
      dayOf(exportedAt),
      personID,
      audienceMemberships.map(({ id }) => id).join(', ') || '(empty)',
    ]);
    expect(tableUnder(document, 'Rows of the target').rows).toEqual(rows.sort());
  });

  it('shows the ledger', () => {
    const { head, rows } = tableUnder(document, 'Rows of the ledger');
    const columns = head.slice(1).map((name) => name.replaceAll('`', ''));
    const written = ledger.map(({ _acme: row }) => [
      dayOf(row.exportedAt),
      ...columns.map((name) => String(row[name])),
    ]);
    expect(rows).toEqual(written.sort());
  });

  it('shows what CJA reports', () => {
    const reported = days.days.flatMap(({ day, audiences }) =>
      audiences.map(({ name, members, reportable, cjaPersons }) =>
        [day, name, members, reportable, cjaPersons].map(String),
      ),
    );
    expect(tableUnder(document, 'What CJA reports').rows).toEqual(reported);
  });
});

/** The sandbox's first day is 1 September. */
const dayOf = (time: string): string => String(Number(time.slice(8, 10)));

async function readRows<Row>(file: string): Promise<Row[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

/** The first Markdown table under a heading, as the text of its cells. */
function tableUnder(markdown: string, heading: string): { head: string[]; rows: string[][] } {
  const section = markdown.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return { head, rows };
}
