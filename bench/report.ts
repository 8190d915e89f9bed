import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { ChurnMeasurement } from './churn.ts';
import type { Effort } from './task.ts';
import type { Measurement } from './transform.ts';

const whole = (number: number): string => number.toLocaleString('en');
const style = { head: [], border: [], compact: true };

export function transformReport(measurements: readonly Measurement[]): string {
  const table = new Table({
    head: ['Persons', 'Audiences', '', 'CPU s', 'Wall s', 'Peak MB', 'Rows written', '× scan', '× grouping'],
    colAligns: ['right', 'right', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style,
  });
  for (const { persons, audiences, what, effort, rowsWritten, timesScan, timesGrouping } of measurements) {
    table.push([
      whole(persons),
      audiences,
      what,
      ...effortCells(effort),
      rowsWritten === null ? '' : whole(rowsWritten),
      timesScan?.toFixed(1) ?? '',
      timesGrouping?.toFixed(1) ?? '',
    ]);
  }
  const failures = measurements.flatMap(({ persons, audiences, what, failure }) =>
    failure === null ? [] : [styleText('red', `${whole(persons)} × ${audiences}, ${what}: ${failure}`)],
  );
  return [table.toString(), ...failures, ''].join('\n');
}

export function churnReport(measurements: readonly ChurnMeasurement[]): string {
  const table = new Table({
    head: ['Churn', 'Changed person IDs', 'Rows written', 'Joined', 'in ledger', 'Left', 'in ledger', 'CPU s', ''],
    colAligns: ['right', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style,
  });
  for (const { percent, changed, written, effort, isExact } of measurements) {
    const pairs = [changed.personIds, written.personIds, changed.joined, written.joined, changed.left, written.left];
    const verdict = isExact ? '' : styleText('red', 'differs');
    table.push([`${percent} %`, ...pairs.map(whole), effort.cpuSeconds.toFixed(1), verdict]);
  }
  return `${table.toString()}\n`;
}

function effortCells(effort: Effort | null): string[] {
  if (effort === null) return ['failed', '', ''];
  return [effort.cpuSeconds.toFixed(1), effort.wallSeconds.toFixed(1), whole(effort.peakMegabytes)];
}
