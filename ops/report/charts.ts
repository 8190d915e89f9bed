import * as Plot from '@observablehq/plot';
import { STEPS, type StepName } from '../runs/steps.ts';
import { type Stretch, stepMilliseconds } from '../runs/timeline.ts';
import { count } from '../text/numbers.ts';
import type { AudienceHistory } from './audience-history.ts';
import { draw } from './draw.ts';
import type { Html } from './html.ts';
import type { RunOfReport } from './read-report.ts';

const MINUTE_MILLISECONDS = 60_000;
const MOST_TICKS = 4;
const MARGINS = { marginLeft: 48, marginRight: 8 };

/** Runs stand beside each other in equal distances, whatever time lies between them. */
const keyOf = ({ startedAt }: RunOfReport): string => startedAt.toISOString();
const dayOf = (key: string): string =>
  new Date(key).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The first run, the last, and a few between: more dates do not fit beside each other. */
function ticks(keys: readonly string[]): string[] {
  const last = keys.length - 1;
  const shown = Array.from({ length: MOST_TICKS }, (_, index) => Math.round((index * last) / (MOST_TICKS - 1)));
  return [...new Set(shown)].flatMap((index) => keys[index] ?? []);
}

function bandOf(runs: readonly RunOfReport[]): { x: Plot.ScaleOptions; axis: Plot.Markish } {
  const keys = runs.map(keyOf);
  return {
    x: { type: 'band', domain: keys, label: null, padding: keys.length < 12 ? 0.5 : 0.25 },
    axis: Plot.axisX(ticks(keys), { tickFormat: dayOf, tickSize: 0 }),
  };
}

/** How many were members after each run. */
export function membersChart({ name, inRuns }: AudienceHistory, runs: readonly RunOfReport[]): Html {
  const points = inRuns.map(({ run, counts }) => ({ run: keyOf(run), members: counts.members }));
  const [first, last] = [points.at(0)?.members ?? null, points.at(-1)?.members ?? null];
  const { x } = bandOf(runs);
  return draw(`Members of ${name}: ${count(first)} after the first run shown, ${count(last)} after the last.`, {
    ...MARGINS,
    height: 104,
    marginTop: 10,
    marginBottom: 8,
    x: { ...x, axis: null },
    y: { zero: true, nice: true, label: null, ticks: 3, grid: true, tickSize: 0 },
    marks: [
      Plot.areaY(points, { x: 'run', y: 'members', fillOpacity: 0.1 }),
      Plot.lineY(points, { x: 'run', y: 'members', strokeWidth: 1.75 }),
      Plot.dot(points, { x: 'run', y: 'members', fill: 'currentColor', r: points.length > 30 ? 1.25 : 2.25 }),
      Plot.ruleY([0], { strokeOpacity: 0.4 }),
    ],
  });
}

/** Who joined upwards, who left downwards. */
export function movementChart({ name, inRuns }: AudienceHistory, runs: readonly RunOfReport[]): Html {
  const bars = inRuns.map(({ run, counts }) => ({ run: keyOf(run), joined: counts.joined, left: -counts.left }));
  const { x, axis } = bandOf(runs);
  const total = (what: 'joined' | 'left'): number => inRuns.reduce((sum, { counts }) => sum + counts[what], 0);
  return draw(`Joined and left ${name} with each run: ${count(total('joined'))} and ${count(total('left'))} in all.`, {
    ...MARGINS,
    height: 92,
    marginTop: 8,
    marginBottom: 22,
    x,
    y: { nice: true, label: null, ticks: 3, grid: true, tickSize: 0, tickFormat: (value: number) => signed(value) },
    marks: [
      Plot.barY(bars, { x: 'run', y: 'joined', fill: 'currentColor', fillOpacity: 0.85 }),
      Plot.barY(bars, {
        x: 'run',
        y: 'left',
        fill: 'currentColor',
        fillOpacity: 0.3,
        stroke: 'currentColor',
        strokeWidth: 0.75,
      }),
      Plot.ruleY([0], { strokeOpacity: 0.6 }),
      axis,
    ],
  });
}

const signed = (value: number): string => (value > 0 ? `+${count(value)}` : value < 0 ? `−${count(-value)}` : '0');

const STEPS_SHOWN: readonly StepName[] = ['Export', 'Transform', 'CJA'];

/** Minutes that each run spent at the steps that take time, one row of bars for each step. */
export function durationsChart(runs: readonly RunOfReport[], width: number): Html {
  const bars = runs.flatMap((run) => {
    const spent = stepMilliseconds(run.timeline);
    return STEPS_SHOWN.map((step) => ({
      run: keyOf(run),
      step,
      minutes: (spent.get(step) ?? 0) / MINUTE_MILLISECONDS,
    }));
  });
  const failed = runs
    .filter(({ status }) => status !== 'SUCCEEDED' && status !== 'RUNNING')
    .map((run) => ({ run: keyOf(run), step: 'CJA' }));
  const { x, axis } = bandOf(runs);
  return draw('Minutes at each step, run by run; a cross marks a run that ended without success.', {
    width,
    height: 300,
    marginLeft: 48,
    marginRight: 76,
    marginTop: 14,
    marginBottom: 24,
    x,
    y: { zero: true, nice: true, label: 'minutes', ticks: 3, grid: true, tickSize: 0 },
    fy: { domain: [...STEPS_SHOWN], label: null, padding: 0.18 },
    marks: [
      Plot.barY(bars, { x: 'run', y: 'minutes', fy: 'step', fill: 'currentColor', fillOpacity: 0.75 }),
      Plot.text(failed, {
        x: 'run',
        fy: 'step',
        frameAnchor: 'bottom',
        text: () => '×',
        dy: 2,
        fontSize: 16,
        fontWeight: 700,
      }),
      Plot.ruleY([0], { strokeOpacity: 0.5 }),
      axis,
    ],
  });
}

/** When one run was at which step, on the clock; an attempt after a redrive stands apart. */
export function timelineChart({ name, timeline }: RunOfReport, width: number): Html {
  const stretches = timeline.filter((entry): entry is Stretch => entry.kind === 'stretch');
  const turns = timeline.filter((entry) => entry.kind !== 'stretch' && entry.kind !== 'succeeded');
  return draw(`When run ${name} was at which step; the table below has the same times.`, {
    width,
    height: 190,
    marginLeft: 76,
    marginRight: 24,
    marginTop: 12,
    marginBottom: 28,
    x: { type: 'utc', label: null, ticks: width / 120, grid: true, tickSize: 0 },
    y: { type: 'band', domain: STEPS.map((step) => step.name), label: null, tickSize: 0, padding: 0.35 },
    marks: [
      Plot.barX(stretches, { x1: 'from', x2: 'until', y: 'step', fill: 'currentColor', fillOpacity: 0.75 }),
      Plot.dot(stretches, { x: 'from', y: 'step', fill: 'currentColor', r: 2 }),
      Plot.ruleX(turns, { x: 'at', strokeDasharray: '3,3' }),
      Plot.text(turns, { x: 'at', text: 'kind', frameAnchor: 'top', dy: -6, fontWeight: 600 }),
    ],
  });
}
