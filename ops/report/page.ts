import { moment } from '../text/times.ts';
import { audiencesSection } from './audiences.ts';
import { html } from './html.ts';
import { lastRunSection } from './last-run.ts';
import { headlineText, overview } from './overview.ts';
import type { Report } from './read-report.ts';
import { runsSection } from './runs-section.ts';
import { STYLE } from './style.ts';

/** Nothing is fetched and nothing is run, even if a name should ever get past the escaping. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The whole report as one HTML document that needs nothing else: no script, no font, no network. */
export function reportPage(report: Report): string {
  const { sync, stateMachineName, runs, now } = report;
  const newest = runs.at(-1);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="generator" content="audience-sync report" />
        <title>${sync}: ${headlineText(report)}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          ${overview(report)} ${audiencesSection(runs)} ${newest === undefined ? null : lastRunSection(newest)}
          ${runsSection(runs, now)}
        </main>
        <footer>
          <hr />
          <p>
            Read at ${moment(now)} from the executions of <code>${stateMachineName}</code> and their outputs, the run
            records; ${runs.length} runs. Step Functions keeps executions for 90 days and tells of the newest with some
            seconds’ delay. All times are UTC.
          </p>
        </footer>
      </body>
    </html> `.text;
}
