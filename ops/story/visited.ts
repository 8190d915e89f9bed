import type { Stretch } from '../runs/timeline.ts';

/**
 * What a run did in a stretch, such as `Start export, Check export ×31`. Each check has its wait, which is left out.
 * A stretch without a state entered is one in which a redrive or a retry went on inside a state.
 */
export function visited({ states }: Stretch): string {
  const told = states.filter(({ name }) => states.length === 1 || !name.startsWith('Wait for'));
  return told.length === 0 ? 'went on' : told.map(times).join(', ');
}

/** Errors of tasks in a stretch, such as `AdobeUnavailable ×2`; empty where there were none. */
export const thrown = ({ errors }: Stretch): string => errors.map(times).join(', ');

const times = ({ name, times: count }: { readonly name: string; readonly times: number }): string =>
  count === 1 ? name : `${name} ×${count}`;
