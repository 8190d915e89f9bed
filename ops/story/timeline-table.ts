import type { Stretch, Timeline, Turn } from '../runs/timeline.ts';
import { bad, good, notable } from '../text/output.ts';
import { table } from '../text/table.ts';
import { duration, second } from '../text/times.ts';

/** What happened, line by line, in the order in which it did. */
export function timelineTable(timeline: Timeline): string {
  return table(
    [{ head: 'AT (UTC)' }, { head: 'STEP' }, { head: 'TOOK', align: 'right' }, { head: 'STATES' }],
    timeline.map((entry) => (entry.kind === 'stretch' ? stretchRow(entry) : turnRow(entry))),
  );
}

function stretchRow({ from, until, step, states, errors }: Stretch): string[] {
  const visited = states.map(times);
  const thrown = errors.map((error) => bad(times(error)));
  const parts = [
    ...(visited.length === 0 ? ['went on'] : visited),
    ...(thrown.length === 0 ? [] : ['errors:']),
    ...thrown,
  ];
  return [
    second(from),
    step,
    duration(until.getTime() - from.getTime()),
    parts.join(', ').replace('errors:, ', 'errors: '),
  ];
}

function turnRow({ kind, at, error }: Turn): string[] {
  const colour = kind === 'succeeded' ? good : kind === 'redriven' ? notable : bad;
  return [second(at), colour(kind), '', error ?? ''];
}

const times = ({ name, times: count }: { readonly name: string; readonly times: number }): string =>
  count === 1 ? name : `${name} ×${count}`;
