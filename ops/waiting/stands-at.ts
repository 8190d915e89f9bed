import { STEPS, type StepName } from '../runs/steps.ts';
import type { Stretch } from '../runs/timeline.ts';
import { duration } from '../text/times.ts';
import type { Look } from './wait-for-run.ts';

/** Where a run stands in one line: `Export: Check export, 12 min`, with how many jobs it has started where it is more than one. */
export function standsAt({ run, timeline, now }: Look): { readonly step: StepName | null; readonly line: string } {
  const stretch = timeline.findLast((entry): entry is Stretch => entry.kind === 'stretch');
  if (stretch === undefined) return { step: null, line: 'not begun' };
  const state = stretch.states.at(-1);
  const jobs = stretch.states.find(({ name, times }) => name.startsWith('Start') && times > 1);
  const end = run.endedAt ?? now;
  const parts = [
    state?.name ?? 'went on after the redrive',
    ...(jobs === undefined ? [] : [`${jobs.name} ×${jobs.times}`]),
    duration(Math.max(0, end.getTime() - stretch.from.getTime())),
  ];
  return { step: stretch.step, line: `${stretch.step}: ${parts.join(', ')}` };
}

export const indexOfStep = (step: StepName): number => STEPS.findIndex(({ name }) => name === step);
