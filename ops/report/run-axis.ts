import * as Plot from '@observablehq/plot';
import type { RunOfReport } from './read-report.ts';

/** A date takes so much room under a chart. */
const TICK_WIDTH = 80;

/** Runs stand beside each other in equal distances, whatever time lies between them. */
export const runKey = ({ startedAt }: RunOfReport): string => startedAt.toISOString();

interface RunAxis {
  readonly x: Plot.ScaleOptions;
  readonly axis: Plot.Markish;
}

/** The horizontal axis that all charts of runs share: one place per run, and as many dates as fit. */
export function runAxis(runs: readonly RunOfReport[], width: number): RunAxis {
  const keys = runs.map(runKey);
  return {
    x: { type: 'band', domain: keys, label: null, padding: keys.length < 12 ? 0.5 : 0.25 },
    axis: Plot.axisX(ticks(keys, Math.max(2, Math.floor(width / TICK_WIDTH))), { tickFormat: day, tickSize: 0 }),
  };
}

const day = (key: string): string =>
  new Date(key).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The first run, the last, and others evenly between. */
function ticks(keys: readonly string[], most: number): string[] {
  const last = keys.length - 1;
  const shown = Array.from({ length: most }, (_, index) => Math.round((index * last) / (most - 1)));
  return [...new Set(shown)].flatMap((index) => keys[index] ?? []);
}
