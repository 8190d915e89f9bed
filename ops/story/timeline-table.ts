import type { Stretch, Timeline, Turn } from '../runs/timeline.ts';
import { bad, good, notable } from '../text/output.ts';
import { table } from '../text/table.ts';
import { duration, second } from '../text/times.ts';
import { thrown, visited } from './visited.ts';

/** What happened, line by line, in the order in which it did. */
export function timelineTable(timeline: Timeline): string {
  return table(
    [{ head: 'AT (UTC)' }, { head: 'STEP' }, { head: 'TOOK', align: 'right' }, { head: 'WHAT' }],
    timeline.map((entry) => (entry.kind === 'stretch' ? stretchRow(entry) : turnRow(entry))),
  );
}

function stretchRow(stretch: Stretch): string[] {
  const { from, until, step } = stretch;
  const errors = thrown(stretch);
  const what = [visited(stretch), ...(errors === '' ? [] : [bad(`errors: ${errors}`)])];
  return [second(from), step, duration(until.getTime() - from.getTime()), what.join('; ')];
}

function turnRow({ kind, at, error }: Turn): string[] {
  const colours = { succeeded: good, redriven: notable, failed: bad, stopped: bad, 'timed out': bad };
  return [second(at), colours[kind](kind), '', error ?? ''];
}
