import * as Plot from '@observablehq/plot';
import { STEPS, type StepName } from '../runs/steps.ts';
import { type Stretch, stepMilliseconds } from '../runs/timeline.ts';
import { draw } from './draw.ts';
import type { Html } from './html.ts';
import type { RunOfReport } from './read-report.ts';
import { runAxis, runKey } from './run-axis.ts';

const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;
/** The others take seconds. */
const LONG_STEPS: readonly StepName[] = ['Export', 'Transform', 'CJA'];

/**
 * Minutes that each run spent at the steps that take time, one row of bars for each step. Bars of no time are left out, here
 * and below: where there are no others, the axis has no length, and they would be drawn as long as the picture.
 */
export function durationsChart(runs: readonly RunOfReport[], width: number): Html {
  const bars = runs.flatMap((run) => {
    const spent = stepMilliseconds(run.timeline);
    const key = runKey(run);
    return LONG_STEPS.map((step) => ({ run: key, step, minutes: (spent.get(step) ?? 0) / MINUTE_MILLISECONDS }));
  });
  const failed = runs.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'RUNNING');
  const titles = LONG_STEPS.map((step) => ({ step }));
  const { x, axis } = runAxis(runs, width);
  return draw('Minutes at each step, run by run; a cross marks a run that ended without success.', {
    width,
    height: 330,
    marginLeft: 40,
    marginRight: 4,
    marginTop: 26,
    marginBottom: 24,
    x,
    y: { zero: true, nice: true, label: null, ticks: 3, grid: true, tickSize: 0 },
    fy: { domain: [...LONG_STEPS], axis: null, padding: 0.34 },
    marks: [
      Plot.barY(
        bars.filter(({ minutes }) => minutes > 0),
        { x: 'run', y: 'minutes', fy: 'step', fill: 'currentColor', fillOpacity: 0.75 },
      ),
      Plot.text(titles, { fy: 'step', text: 'step', frameAnchor: 'top-left', dx: -38, dy: -20, fontWeight: 600 }),
      Plot.text(failed.map(runKey), {
        x: (key: string) => key,
        frameAnchor: 'bottom',
        text: () => '×',
        dy: -2,
        fontSize: 15,
      }),
      Plot.ruleY([0], { strokeOpacity: 0.5 }),
      axis,
    ],
  });
}

/** When one run was at which step, on the clock; what followed a redrive stands apart. */
export function timelineChart(run: RunOfReport, width: number): Html {
  const stretches = run.timeline.filter((entry): entry is Stretch => entry.kind === 'stretch');
  const turns = run.timeline.filter((entry) => entry.kind !== 'stretch' && entry.kind !== 'succeeded');
  return draw(`When run ${run.name} was at which step; the table below has the same times.`, {
    width,
    height: 190,
    marginLeft: 68,
    marginRight: 20,
    marginTop: 18,
    marginBottom: 24,
    x: { type: 'utc', label: null, ticks: width / 130, grid: true, tickSize: 0, tickFormat: clockFormat(stretches) },
    y: { type: 'band', domain: STEPS.map(({ name }) => name), label: null, tickSize: 0, padding: 0.35 },
    marks: [
      Plot.barX(stretches.filter(tookTime), {
        x1: 'from',
        x2: 'until',
        y: 'step',
        fill: 'currentColor',
        fillOpacity: 0.75,
      }),
      Plot.dot(stretches, { x: 'from', y: 'step', fill: 'currentColor', r: 2 }),
      Plot.ruleX(turns, { x: 'at', strokeDasharray: '3,3' }),
      Plot.text(turns, { x: 'at', text: 'kind', frameAnchor: 'top', dy: -10, fontWeight: 600 }),
    ],
  });
}

const tookTime = ({ from, until }: Stretch): boolean => until > from;

/** The time of day alone, unless the run took longer than one. */
function clockFormat(stretches: readonly Stretch[]): (at: Date) => string {
  const [first, last] = [stretches.at(0), stretches.at(-1)];
  const isLong =
    first !== undefined && last !== undefined && last.until.getTime() - first.from.getTime() > DAY_MILLISECONDS;
  return (at) => (isLong ? at.toISOString().slice(5, 16).replace('T', ' ') : at.toISOString().slice(11, 16));
}
