import type { Look } from './wait-for-run.ts';

/** The newest look at a run, for whoever shows it; null once there will be no more. */
export interface Looks {
  readonly publish: (look: Look) => void;
  end(): void;
  /** The newest look, or the first one once it is there; the last one after the end. */
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
  /** Of a run that is left behind (Ctrl-C, or AWS is away) there is no last look: it goes on. */
  const last = (): Look | null => (newest?.run.status === 'RUNNING' ? null : newest);
  const next = (): Promise<Look | null> => (isOver ? Promise.resolve(last()) : coming.promise);
  return {
    publish: (look) => {
      newest = look;
      tell(look);
    },
    end: () => {
      isOver = true;
      tell(last());
    },
    newest: () => (newest === null || isOver ? next() : Promise.resolve(newest)),
    next,
  };
}
