import { explainError } from '../../shared/errors/catalogue.ts';
import { shortName } from '../runs/names.ts';
import { confirmedRecord, tookMilliseconds, wordFor } from '../runs/run.ts';
import type { StepName } from '../runs/steps.ts';
import { stepMilliseconds } from '../runs/timeline.ts';
import { count } from '../text/numbers.ts';
import { duration, moment } from '../text/times.ts';
import { durationsChart } from './run-charts.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import type { RunOfReport } from './read-report.ts';
import { outcomeWithSign, signFor } from './signs.ts';

const NARROW = 360;
const WIDE = 880;

/** All runs: how each ended, how long its steps took, what went wrong. */
export function runsSection(runs: readonly RunOfReport[], now: Date): Html {
  return html`<section aria-labelledby="runs">
    <h2 id="runs">Runs</h2>
    <p class="under">
      Oldest first: ✓ CJA was seen to take it in, ↻ that too, after a redrive, ✕ ended without success, – planned only
      or skipped, … going on.
    </p>
    <ol class="strip">
      ${runs.map(stripItem)}
    </ol>
    <div class="figure">
      <div class="narrow">${durationsChart(runs, NARROW)}</div>
      <div class="wide">${durationsChart(runs, WIDE)}</div>
      <p class="caption">Minutes at each step, run by run. A cross marks a run that ended without success.</p>
    </div>
    ${runsTable(runs, now)} ${troubles(runs)}
  </section>`;
}

function stripItem(run: RunOfReport): Html {
  const { shape, tone } = signFor(run);
  const label = `${moment(run.startedAt)}: ${wordFor(run)}`;
  return html`<li><a class="${tone}" href="#${rowId(run)}" title="${label}" aria-label="${label}">${shape}</a></li>`;
}

/** Names of executions may hold what an HTML id or a link may not. */
const rowId = ({ name }: RunOfReport): string => `run-${encodeURIComponent(name).replaceAll('%', '.')}`;

function runsTable(runs: readonly RunOfReport[], now: Date): Html {
  return dataTable({
    caption: 'Runs, newest first',
    columns: [
      { head: 'Started, UTC' },
      { head: 'Run' },
      { head: 'Ended as' },
      { head: 'Mode' },
      { head: 'Took', kind: 'number' },
      { head: 'Export', kind: 'number' },
      { head: 'Transform', kind: 'number' },
      { head: 'CJA', kind: 'number' },
      { head: 'Rows', kind: 'number' },
      { head: 'Profiles read', kind: 'number' },
      { head: 'Redrives', kind: 'number' },
    ],
    rows: runs.toReversed().map((run) => {
      const record = confirmedRecord(run);
      const spent = stepMilliseconds(run.timeline);
      const took = (step: StepName): string => (spent.has(step) ? duration(spent.get(step) ?? 0) : '');
      return {
        id: rowId(run),
        cells: [
          moment(run.startedAt).replace(' UTC', ''),
          html`<code title="${run.name}">${shortName(run.name)}</code>`,
          outcomeWithSign(run),
          record?.mode ?? '',
          duration(tookMilliseconds(run, now)),
          took('Export'),
          took('Transform'),
          took('CJA'),
          record === null ? '' : count(record.rowsWritten),
          record === null ? '' : count(record.profilesRead),
          run.redrives,
        ],
      };
    }),
  });
}

/** Failures with their explanation, and warnings, newest first. */
function troubles(runs: readonly RunOfReport[]): Html {
  const found = runs.toReversed().flatMap((run) => [...failuresOf(run), ...warningsOf(run)]);
  return html`<h2 id="troubles">Failures and warnings</h2>
    ${
      found.length === 0
        ? html`<p class="under">None in these ${runs.length} runs.</p>`
        : html`<ul class="plain">
            ${found}
          </ul>`
    }`;
}

/** Also those that a redrive has repaired: the history keeps them. */
function failuresOf({ startedAt, timeline, error, cause }: RunOfReport): Html[] {
  return timeline.flatMap((entry) => {
    if (entry.kind === 'stretch' || entry.kind === 'redriven' || entry.kind === 'succeeded') return [];
    const explained = entry.error === null ? null : explainError(entry.error);
    const isLast = entry === timeline.at(-1);
    return [
      html`<li>
        <strong class="bad">${entry.error ?? entry.kind}</strong> at ${moment(entry.at)}, in the run of
        ${moment(startedAt)}. ${explained === null ? null : `${explained.meaning}.`}
        ${isLast && cause !== null && error === entry.error ? html`<br /><span class="under">${cause}</span>` : null}
        ${isLast ? (explained === null ? null : html`<br />${explained.whatToDo}.`) : html`<br /><span class="good">Redriven afterwards.</span>`}
      </li>`,
    ];
  });
}

const warningsOf = ({ record, startedAt }: RunOfReport): Html[] =>
  (record?.warnings ?? []).map(
    (warning) => html`<li><strong class="notable">Warning</strong> in the run of ${moment(startedAt)}: ${warning}</li>`,
  );
