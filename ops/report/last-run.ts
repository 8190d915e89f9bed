import { confirmedRecord } from '../runs/run.ts';
import { thrown, visited } from '../story/visited.ts';
import { duration, moment, second } from '../text/times.ts';
import { timelineChart } from './run-charts.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import type { RunOfReport } from './read-report.ts';
import { outcomeWithSign } from './signs.ts';

const NARROW = 360;
const WIDE = 880;

/** The newest run on the clock, step by step. */
export function lastRunSection(run: RunOfReport): Html {
  const record = confirmedRecord(run);
  return html`<section aria-labelledby="last-run">
    <h2 id="last-run">The newest run</h2>
    <p class="under">
      Run <code>${run.name}</code>, started at ${moment(run.startedAt)}:
      ${outcomeWithSign(run)}.${record === null ? null : ` It was ${record.mode}: ${record.modeReason}.`}
    </p>
    <div class="figure">
      <div class="narrow">${timelineChart(run, NARROW)}</div>
      <div class="wide">${timelineChart(run, WIDE)}</div>
    </div>
    ${timelineTable(run)}
  </section>`;
}

function timelineTable({ timeline }: RunOfReport): Html {
  return dataTable({
    caption: 'What happened, in UTC',
    columns: [{ head: 'At' }, { head: 'Step' }, { head: 'Took', kind: 'number' }, { head: 'What', kind: 'prose' }],
    rows: timeline.map((entry) => {
      if (entry.kind !== 'stretch') return { cells: [second(entry.at), entry.kind, '', entry.error ?? ''] };
      const { from, until, step } = entry;
      const errors = thrown(entry);
      const what = errors === '' ? visited(entry) : `${visited(entry)}; errors: ${errors}`;
      return { cells: [second(from), step, duration(until.getTime() - from.getTime()), what] };
    }),
  });
}
