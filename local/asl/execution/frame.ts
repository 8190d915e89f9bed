import type { Json, JsonObject } from '../json.ts';

/**
 * Where one scope of an execution stands: the machine itself, a branch or an iteration. Plain JSON, so that an execution can be
 * kept and redriven after the process that ran it has gone.
 */
export interface Frame {
  state: string;
  input: Json;
  /** The variables of this scope; those of the scopes around it are theirs. */
  readonly variables: JsonObject;
  /** The event that the next one of this scope follows. */
  lastEventId: number;
  /** Null until the state has been entered. A redrive goes on from here without entering it again. */
  entered: Entry | null;
  /** What became of the branches or iterations of the current Parallel or Map state. */
  fanOut: FanOut | null;
}

export interface Entry {
  readonly eventId: number;
  readonly previousEventId: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface FanOut {
  /** The ParallelStateStarted or MapStateStarted event. */
  readonly startedEventId: number;
  readonly branches: Branch[];
}

/** One branch of a Parallel state or one iteration of a Map state. */
export interface Branch {
  readonly index: number;
  readonly input: Json;
  /** Null until it has started. */
  frame: Frame | null;
  /** Absent until it has succeeded. */
  output?: Json;
}

/** `$states.context.Map.Item`. */
export interface MapItem {
  readonly Index: number;
  readonly Value: Json;
}

export function newFrame(startAt: string, input: Json, lastEventId: number): Frame {
  return { state: startAt, input, variables: {}, lastEventId, entered: null, fanOut: null };
}
