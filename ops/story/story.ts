import { explainError } from '../../shared/errors/catalogue.ts';
import { consoleLink } from '../../shared/executions/console-link.ts';
import { COMMAND } from '../operator.ts';
import { nameOfArn, shortName, syncOfArn } from '../runs/names.ts';
import { type ConfirmedRecord, confirmedRecord, type Run, tookMilliseconds } from '../runs/run.ts';
import type { Timeline } from '../runs/timeline.ts';
import { type WayOn, wayOn } from '../runs/way-on.ts';
import { count } from '../text/numbers.ts';
import { oneLine } from '../text/one-line.ts';
import { outcome } from '../text/outcome.ts';
import { bad, bold, faint, notable } from '../text/output.ts';
import { table } from '../text/table.ts';
import { duration, second } from '../text/times.ts';
import { timelineTable } from './timeline-table.ts';

/** One run, told to whoever is awake: what it is, what happened, what it did, and what is to be done. */
export function story(run: Run, timeline: Timeline, now: Date): string {
  const confirmed = confirmedRecord(run);
  return [
    `${bold(run.name)}  ${outcome(run)}`,
    facts(run, confirmed, now),
    timelineTable(timeline),
    ...(confirmed === null ? [] : [audiences(confirmed), totals(confirmed)]),
    ...otherRecord(run),
    ...warnings(run),
    ...failure(run),
  ].join('\n\n');
}

function facts(run: Run, confirmed: ConfirmedRecord | null, now: Date): string {
  const input = JSON.stringify(run.input);
  const rows = [
    ['sync', syncOfArn(run.stateMachineArn)],
    ['started', `${second(run.startedAt)} UTC`],
    [run.endedAt === null ? 'runs for' : 'took', duration(tookMilliseconds(run, now))],
    ...(run.redrives === 0 ? [] : [['redrives', String(run.redrives)]]),
    ...(input === '{}' ? [] : [['input', oneLine(input, 100)]]),
    ...(isLocal(run) ? [] : [['console', consoleLink(run.arn)]]),
    ...(confirmed === null
      ? []
      : [
          ['exported at', `${second(new Date(confirmed.exportedAt))} UTC: the audiences as they were then`],
          ['mode', `${confirmed.mode}: ${confirmed.modeReason}`],
        ]),
  ];
  return rows.map(([label = '', text = '']) => `${faint(label.padEnd(11))}  ${text}`).join('\n');
}

/** The local runner, whose account is all zeros, has no console. */
const isLocal = ({ arn }: Run): boolean => arn.includes(':000000000000:');

function audiences({ audiences }: ConfirmedRecord): string {
  return table(
    [
      { head: 'AUDIENCE' },
      { head: 'MEMBERS', align: 'right' },
      { head: 'JOINED', align: 'right' },
      { head: 'LEFT', align: 'right' },
      { head: 'IN CJA', align: 'right' },
    ],
    audiences.map(({ name, counts, persons }) => [
      oneLine(name),
      count(counts?.members ?? null),
      count(counts?.joined ?? null),
      count(counts?.left ?? null),
      persons === null ? 'not asked' : count(persons),
    ]),
  );
}

function totals({
  profilesRead,
  profilesWithoutIdentity,
  rowsWritten,
  removedExportBatchIds,
}: ConfirmedRecord): string {
  const removed = removedExportBatchIds.length;
  return [
    `${count(profilesRead)} profiles read, ${count(profilesWithoutIdentity)} of them without the identity.`,
    `${count(rowsWritten)} rows written.`,
    ...(removed === 0 ? [] : [`${removed} old export ${removed === 1 ? 'batch' : 'batches'} removed.`]),
  ].join(' ');
}

/** Of a run that wrote nothing and was not meant to. */
function otherRecord({ record }: Run): string[] {
  if (record?.outcome === 'skipped') {
    const older = shortName(nameOfArn(record.olderExecutionArn));
    return [`Skipped: the older run ${older} was active. Nothing was exported or written.`];
  }
  if (record?.outcome !== 'planned') return [];
  const { mode, modeReason, audiences: planned } = record.transform;
  const names = planned.map(({ name }) => `  ${oneLine(name)}`);
  const sql = 'text' in record.sql ? record.sql.text : record.sql.howToSee;
  return [
    `A dry run: nothing was exported or written. It would be ${mode}: ${modeReason}.`,
    [`${planned.length} audiences in ${record.exportGroups.length} export jobs:`, ...names].join('\n'),
    sql,
  ];
}

function warnings({ record }: Run): string[] {
  if (record === null || record.warnings.length === 0) return [];
  return [record.warnings.map((warning) => `${notable('warning:')} ${oneLine(warning, 2000)}`).join('\n')];
}

function failure(run: Run): string[] {
  const { status, error, cause } = run;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return [];
  const explained = error === null ? null : explainError(error);
  const line = cause === null ? [] : [oneLine(cause, 2000)];
  return [
    [
      bad(error ?? (status === 'ABORTED' ? 'Stopped by a person' : 'Ended without an error name')),
      ...line,
      ...(explained === null
        ? []
        : [`${faint('means')}  ${explained.meaning}.`, `${faint('do')}     ${explained.whatToDo}.`]),
      ...typeNext(run, wayOn(run)).map((command) => `${faint('type')}   ${bold(command)}`),
    ].join('\n'),
  ];
}

/** What to type to take the run up again. */
export function typeNext(run: Run, way: WayOn): string[] {
  const start = `${COMMAND} run ${syncOfArn(run.stateMachineArn)}`;
  switch (way) {
    case 'redrive':
      return [`${COMMAND} redrive ${shortName(run.name)} --wait`];
    case 'new execution':
      return [`${start} --wait`];
    case 'accept swing':
      return [`${start} --accept-swing --wait`];
    case 'leave':
      return [];
  }
}
