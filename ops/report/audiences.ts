import { count } from '../text/numbers.ts';
import { moment } from '../text/times.ts';
import { type AudienceHistory, audienceHistories } from './audience-history.ts';
import { isFirstCount, membersChart, movementChart } from './audience-charts.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import type { RunOfReport } from './read-report.ts';

/** Pictures of more would make the page slow on a phone; the others stand in the table. */
const MOST_CARDS = 24;

/** How large each audience is, who joined and who left, over the runs; the largest first. */
export function audiencesSection(runs: readonly RunOfReport[]): Html | null {
  const counted = audienceHistories(runs).filter(({ inRuns }) => inRuns.length > 0);
  const histories = counted.sort((left, right) => membersNow(right) - membersNow(left));
  if (histories.length === 0) return null;
  const more = histories.length - MOST_CARDS;
  return html`<section aria-labelledby="audiences">
    <h2 id="audiences">Audiences</h2>
    <p class="under">
      Members are distinct person IDs at export time. CJA reports those of them that have an event in the
      connection.${
        more > 0 ? ` The ${MOST_CARDS} largest have charts; all ${histories.length} stand in the table.` : null
      }
    </p>
    ${latestTable(histories)}
    <div class="cards">${histories.slice(0, MOST_CARDS).map((history) => card(history, runs))}</div>
  </section>`;
}

const membersNow = ({ inRuns }: AudienceHistory): number => inRuns.at(-1)?.counts.members ?? 0;

function latestTable(histories: readonly AudienceHistory[]): Html {
  return dataTable({
    caption: 'Audiences after the last confirmed run that counted them',
    columns: [
      { head: 'Audience', kind: 'prose' },
      { head: 'Members', kind: 'number' },
      { head: 'Joined', kind: 'number' },
      { head: 'Left', kind: 'number' },
      { head: 'In CJA', kind: 'number' },
    ],
    rows: histories.flatMap(({ name, inRuns }) => {
      const last = inRuns.at(-1);
      if (last === undefined) return [];
      const { members, joined, left } = last.counts;
      return [{ cells: [name, count(members), count(joined), count(left), persons(last.persons)] }];
    }),
  });
}

function card(history: AudienceHistory, runs: readonly RunOfReport[]): Html {
  const { name, inRuns } = history;
  const last = inRuns.at(-1);
  return html`<article class="card">
    <h3>${name}</h3>
    <p class="now">
      <b>${count(last?.counts.members ?? null)}</b> members<span class="change">${change(history)}</span>
    </p>
    ${membersChart(history, runs)}
    <p class="caption">
      Joined (up) and left (down) with each run${inRuns.some(isFirstCount) ? ', without its first count' : null}
    </p>
    ${movementChart(history, runs)}
    <details>
      <summary>Numbers of ${name}</summary>
      ${dataTable({
        caption: `${name}, run by run`,
        columns: [
          { head: 'Run started' },
          { head: 'Members', kind: 'number' },
          { head: 'Joined', kind: 'number' },
          { head: 'Left', kind: 'number' },
          { head: 'In CJA', kind: 'number' },
        ],
        rows: inRuns.toReversed().map(({ run, counts, persons: reported }) => ({
          cells: [
            moment(run.startedAt),
            count(counts.members),
            count(counts.joined),
            count(counts.left),
            persons(reported),
          ],
        })),
      })}
    </details>
  </article>`;
}

const persons = (number: number | null): string => (number === null ? 'not asked' : count(number));

function change({ inRuns }: AudienceHistory): string {
  const [before, last] = inRuns.slice(-2);
  if (before === undefined || last === undefined) return '';
  const difference = last.counts.members - before.counts.members;
  if (difference === 0) return 'as before';
  return difference > 0 ? `${count(difference)} more than before` : `${count(-difference)} fewer than before`;
}
