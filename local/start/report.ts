import Table from 'cli-table3';
import { styleText } from 'node:util';
import { causeText } from '../../shared/executions/cause-text.ts';
import { type AudienceOfDay, type Day, isGreen, isReportedRightly } from './day.ts';

const LONGEST_NAME = 44;

/** The days as a person wants to see them at the end: one table of audiences, then the story of each run. */
export function report(days: readonly Day[]): string {
  const verdict = days.every(isGreen)
    ? styleText('green', 'Green: after every run CJA reports exactly the reportable members.')
    : styleText('red', 'Not green: see the lines marked "differs", or the error of the run.');
  return [audienceTable(days), ...days.map(runLines), verdict, ''].join('\n');
}

function audienceTable(days: readonly Day[]): string {
  const table = new Table({
    head: ['Day', 'Audience', 'Members', 'Reportable', 'In CJA', ''],
    colAligns: ['right', 'left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { day, audiences } of days) {
    for (const audience of audiences) table.push([day, ...audienceCells(audience)]);
  }
  return table.toString();
}

function audienceCells(audience: AudienceOfDay): (string | number)[] {
  const { name, members, reportable, cjaPersons } = audience;
  const numbers = [members, reportable, cjaPersons].map((number) => number ?? 'unknown');
  return [printable(name), ...numbers, isReportedRightly(audience) ? '✓' : styleText('red', 'differs')];
}

function runLines({ day, date, execution, rowsWritten, adobeCalls, workflowSeconds, states, warnings }: Day): string {
  const rows = rowsWritten === null ? 'unknown rows' : `${rowsWritten} rows`;
  const lines = [
    '',
    styleText('bold', `Day ${day}, ${date}: ${execution.outcome ?? execution.status}`),
    `  execution ${execution.name}: ${execution.events} events, ${execution.redrives} redrives`,
    `  ${rows} written, ${adobeCalls} calls to Adobe, ${duration(workflowSeconds)} of workflow time`,
    ...(execution.error === null
      ? []
      : [`  ${styleText('red', execution.error)}: ${causeText(execution.cause ?? '')}`]),
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...states.map(
      ({ name, enteredAt, times }) => `    ${enteredAt.slice(11, 19)}  ${name}${times > 1 ? ` (${times} times)` : ''}`,
    ),
  ];
  return lines.join('\n');
}

/** Names come from people: shown on one line, at a bearable length. */
function printable(name: string): string {
  const line = JSON.stringify(name).slice(1, -1);
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line;
}

export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
