import { Command } from 'commander';
import * as z from 'zod';
import { findSync } from '../aws/syncs.ts';
import { EXIT } from '../ops-error.ts';
import { operate, type Operator } from '../operator.ts';
import { listRuns } from '../runs/list-runs.ts';
import { shortName } from '../runs/names.ts';
import { runDocument } from '../runs/run-document.ts';
import { confirmedRecord, type Run, tookMilliseconds } from '../runs/run.ts';
import { count } from '../text/numbers.ts';
import { outcome } from '../text/outcome.ts';
import { table } from '../text/table.ts';
import { duration, moment } from '../text/times.ts';
import { wholeNumber } from './whole-number.ts';

export function runsCommand(): Command {
  return new Command('runs')
    .summary('the newest runs of a sync, one line each')
    .description(
      [
        'Lists the newest runs of a sync: when each started, how long it took, how it ended, what it wrote.',
        'Step Functions lists executions with a delay of some seconds, and keeps them for 90 days.',
      ].join(' '),
    )
    .argument('<sync>', 'name of the sync')
    .option('--last <n>', 'how many', wholeNumber(1, 1000), 20)
    .action((sync: string, _options: unknown, command: Command) =>
      operate(command, (operator) =>
        showRuns(operator, sync, z.object({ last: z.number() }).parse(command.opts()).last),
      ),
    );
}

async function showRuns({ aws, stage, out }: Operator, name: string, most: number): Promise<0> {
  const sync = await findSync(aws, stage, name);
  const runs = await listRuns(aws, sync.stateMachineArn, most);
  const now = aws.now();
  const document = { sync: sync.name, stage, now: now.toISOString(), runs: runs.map(runDocument) };
  out.result(runs.length === 0 ? `${sync.name} has not run yet.` : runsTable(runs, now), document);
  return EXIT.ok;
}

function runsTable(runs: readonly Run[], now: Date): string {
  return table(
    [
      { head: 'RUN' },
      { head: 'STARTED' },
      { head: 'TOOK', align: 'right' },
      { head: 'ENDED AS' },
      { head: 'MODE' },
      { head: 'ROWS', align: 'right' },
      { head: 'JOINED', align: 'right' },
      { head: 'LEFT', align: 'right' },
      { head: 'REDRIVES', align: 'right' },
      { head: 'WARNINGS', align: 'right' },
    ],
    runs.map((run) => {
      const record = confirmedRecord(run);
      return [
        shortName(run.name),
        moment(run.startedAt),
        duration(tookMilliseconds(run, now)),
        outcome(run),
        record?.mode ?? '',
        record === null ? '' : count(record.rowsWritten),
        record === null ? '' : count(total(record.audiences, 'joined')),
        record === null ? '' : count(total(record.audiences, 'left')),
        run.redrives === 0 ? '' : run.redrives,
        run.record === null || run.record.warnings.length === 0 ? '' : run.record.warnings.length,
      ];
    }),
  );
}

type Audiences = NonNullable<ReturnType<typeof confirmedRecord>>['audiences'];

/** Over all audiences: who joined two counts twice. null where the ledger could not be read. */
function total(audiences: Audiences, what: 'joined' | 'left'): number | null {
  return audiences.reduce<number | null>(
    (sum, { counts }) => (sum === null || counts === null ? null : sum + counts[what]),
    0,
  );
}
