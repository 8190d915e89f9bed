import type { Look } from './wait-for-run.ts';

/** The newest look at a run, for whoever shows it; null once there will be no more. */
export interface Looks {
  readonly publish: (look: Look) => void;
  end(): void;
  /** The newest look, or the first one once it is there. */
  newest(): Promise<Look | null>;
  next(): Promise<Look | null>;
}

export function createLooks(): Looks {
  let newest: Look | null = null;
  let isOver = false;
  let coming = Promise.withResolvers<Look | null>();
  const tell = (look: Look | null): void => {
    coming.resolve(look);
    coming = Promise.withResolvers<Look | null>();
  };
  const next = (): Promise<Look | null> => (isOver ? Promise.resolve(newest) : coming.promise);
  return {
    publish: (look) => {
      newest = look;
      tell(look);
    },
    end: () => {
      isOver = true;
      // Whoever still waits sees the last look once more: ended, or left behind by Ctrl-C.
      tell(newest?.run.status === 'RUNNING' ? null : newest);
    },
    newest: () => (newest === null ? next() : Promise.resolve(newest)),
    next,
  };
}
