import * as Plot from '@observablehq/plot';
import { count } from '../text/numbers.ts';
import type { AudienceHistory, AudienceInRun } from './audience-history.ts';
import { draw } from './draw.ts';
import type { Html } from './html.ts';
import type { RunOfReport } from './read-report.ts';
import { runAxis, runKey } from './run-axis.ts';

/** As wide as a card: what stands in a picture shrinks with it. */
const WIDTH = 300;
const MARGINS = { marginLeft: 40, marginRight: 4 };
/** Points of more runs would touch each other. */
const MOST_LARGE_POINTS = 30;

/** How many were members after each run. */
export function membersChart({ name, inRuns }: AudienceHistory, runs: readonly RunOfReport[]): Html {
  const points = inRuns.map(({ run, counts }) => ({ run: runKey(run), members: counts.members }));
  const [first, last] = [points.at(0)?.members ?? null, points.at(-1)?.members ?? null];
  return draw(`Members of ${name}: ${count(first)} after the first run shown, ${count(last)} after the last.`, {
    ...MARGINS,
    width: WIDTH,
    height: 104,
    marginTop: 10,
    marginBottom: 8,
    x: { ...runAxis(runs, WIDTH).x, axis: null },
    y: { zero: true, nice: true, label: null, ticks: 3, grid: true, tickSize: 0, tickFormat: count },
    marks: [
      Plot.areaY(points, { x: 'run', y: 'members', fill: 'currentColor', fillOpacity: 0.1 }),
      Plot.lineY(points, { x: 'run', y: 'members', strokeWidth: 1.75 }),
      Plot.dot(points, {
        x: 'run',
        y: 'members',
        fill: 'currentColor',
        r: points.length > MOST_LARGE_POINTS ? 1.25 : 2.25,
      }),
      Plot.ruleY([0], { strokeOpacity: 0.4 }),
    ],
  });
}

/**
 * Who joined upwards, who left downwards. Where an audience is counted for the first time everybody joins; drawn, that
 * would make all that comes after it too small to see. A bar of nobody is left out: where nobody ever moved, the axis has
 * no length, and it would be drawn as high as the picture.
 */
export function movementChart({ name, inRuns }: AudienceHistory, runs: readonly RunOfReport[]): Html {
  const moved = inRuns.filter((inRun) => !isFirstCount(inRun));
  const bars = moved.map(({ run, counts }) => ({ run: runKey(run), joined: counts.joined, left: -counts.left }));
  const total = (what: 'joined' | 'left'): number => moved.reduce((sum, { counts }) => sum + counts[what], 0);
  const { x, axis } = runAxis(runs, WIDTH);
  return draw(
    `Who joined and left ${name} with each run: ${count(total('joined'))} and ${count(total('left'))} in all.`,
    {
      ...MARGINS,
      width: WIDTH,
      height: 96,
      marginTop: 8,
      marginBottom: 22,
      x,
      y: { nice: true, label: null, ticks: 3, grid: true, tickSize: 0, tickFormat: signed },
      marks: [
        Plot.barY(
          bars.filter(({ joined }) => joined > 0),
          { x: 'run', y: 'joined', fill: 'currentColor', fillOpacity: 0.85 },
        ),
        Plot.barY(
          bars.filter(({ left }) => left < 0),
          { x: 'run', y: 'left', fill: 'currentColor', fillOpacity: 0.25, stroke: 'currentColor' },
        ),
        Plot.ruleY([0], { strokeOpacity: 0.6 }),
        axis,
      ],
    },
  );
}

/** Everybody has joined with this run. */
export const isFirstCount = ({ counts: { members, joined, left } }: AudienceInRun): boolean =>
  members > 0 && joined === members && left === 0;

/** Halves, on the axis of a small audience, say nothing about persons. */
function signed(value: number): string {
  if (!Number.isInteger(value)) return '';
  if (value === 0) return '0';
  return value > 0 ? `+${count(value)}` : `−${count(-value)}`;
}
