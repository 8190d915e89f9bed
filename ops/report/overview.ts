import { nameOfArn } from '../runs/names.ts';
import { confirmedRecord } from '../runs/run.ts';
import { count } from '../text/numbers.ts';
import { duration, longMoment, moment } from '../text/times.ts';
import { html, type Html } from './html.ts';
import type { Report } from './read-report.ts';

const MINUTE_MILLISECONDS = 60_000;

/** The answer first: is CJA up to date, as of when, and does somebody have to act? */
export function overview(report: Report): Html {
  return html`<header>
    <p class="kicker">Audience Sync · ${report.stateMachineName}</p>
    ${headline(report)} ${figures(report)} ${trouble(report)}
  </header>`;
}

/** In one line, also for the title of the page. */
export function headlineText({ health, runs }: Report): string {
  const { lastConfirmed, minutesLate } = health;
  if (lastConfirmed === null) return 'Nothing has reached CJA yet';
  const asOf = longMoment(new Date(lastConfirmed.exportedAt));
  if (minutesLate > 0)
    return `CJA is late by ${duration(minutesLate * MINUTE_MILLISECONDS)}: it shows the audiences as of ${asOf}`;
  const audiences = runs.map(confirmedRecord).findLast((record) => record !== null)?.audiences.length ?? 0;
  return audiences === 1
    ? `The audience is up to date in CJA as of ${asOf}`
    : `All ${count(audiences)} audiences are up to date in CJA as of ${asOf}`;
}

function headline(report: Report): Html {
  const { health, isEnabled, now } = report;
  const isGood = health.lastConfirmed !== null && health.minutesLate === 0;
  const next =
    health.nextDue === null ? 'No run is due.' : `The next run is due at ${moment(new Date(health.nextDue))}.`;
  return html`<h1>
      <span class="mark ${isGood ? 'good' : 'bad'}" aria-hidden="true">${isGood ? '✓' : '✕'}</span
      >${headlineText(report)}
    </h1>
    <p class="lead">Written at ${moment(now)}. ${isEnabled ? next : 'The schedule is disabled.'}</p>`;
}

function figures({ health, runs, now }: Report): Html {
  const record = runs.map(confirmedRecord).findLast((confirmed) => confirmed !== null);
  const ended = runs.filter(({ status }) => status !== 'RUNNING');
  const succeeded = ended.filter(({ status }) => status === 'SUCCEEDED').length;
  const { lastConfirmed } = health;
  const shown: readonly (readonly [string, string])[] = [
    ['Age in CJA', lastConfirmed === null ? 'nothing yet' : duration(now.getTime() - lastConfirmed.exportedAt)],
    ['Rows, last run', record === undefined ? 'none' : count(record.rowsWritten)],
    ['Joined, last run', record === undefined ? 'none' : count(sum(record.audiences, 'joined'))],
    ['Left, last run', record === undefined ? 'none' : count(sum(record.audiences, 'left'))],
    ['Runs succeeded', `${succeeded} of ${ended.length}`],
    ['Redrives', count(runs.reduce((total, { redrives }) => total + redrives, 0))],
  ];
  return html`<dl class="figures">
    ${shown.map(
      ([term, text]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;
}

type Audiences = NonNullable<ReturnType<typeof confirmedRecord>>['audiences'];

function sum(audiences: Audiences, what: 'joined' | 'left'): number | null {
  return audiences.reduce<number | null>(
    (total, { counts }) => (total === null || counts === null ? null : total + counts[what]),
    0,
  );
}

function trouble({ health }: Report): Html | null {
  const { failedAndNotRepaired: failed, heldBySwing: held, running } = health;
  const lines = [
    ...(failed > 0
      ? [
          `${count(failed)} failed or stopped ${failed === 1 ? 'run has' : 'runs have'} not been repaired by a later one.`,
        ]
      : []),
    ...(held > 0
      ? [
          `${count(held)} ${held === 1 ? 'run is' : 'runs are'} held, because an audience changed more than the guards allow.`,
        ]
      : []),
  ];
  const going = running.map(({ executionArn }) => `Run ${nameOfArn(executionArn)} is going on.`);
  if (lines.length === 0 && going.length === 0) return null;
  return html`<div class="note ${lines.length > 0 ? 'bad' : 'notable'}">
    ${[...lines, ...going].map((line) => html`<p>${line}</p>`)}
  </div>`;
}
