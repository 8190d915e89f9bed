import * as z from 'zod';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import { USAGE } from './usage.ts';

const State: z.ZodType<State> = z.lazy(() =>
  z.object({
    Type: z.string(),
    Next: z.string().optional(),
    Default: z.string().optional(),
    Choices: z.array(z.object({ Next: z.string() })).default([]),
    ItemProcessor: Definition.optional(),
  }),
);
const Definition = z.object({ StartAt: z.string(), States: z.record(z.string(), State) });
type Definition = z.infer<typeof Definition>;
interface State {
  Type: string;
  Next?: string | undefined;
  Default?: string | undefined;
  Choices: { Next: string }[];
  ItemProcessor?: { StartAt: string; States: Record<string, State> } | undefined;
}

/** How much one run enters and invokes. */
export interface RunOfStates {
  readonly states: number;
  readonly invocations: number;
}

/** Wait, check, decide. */
const STATES_PER_LOOK = 3;

/**
 * A run that goes all the way: each state of the longest way through the definition once, and so many looks at each of the
 * three jobs as the delays between them allow in the time that a job is assumed to take.
 * @param definition of the state machine, as parsed JSON
 */
export function runOfStates(definition: unknown): RunOfStates {
  const way = longestWay(Definition.parse(definition));
  const furtherLooks = [USAGE.exportMinutes, USAGE.transformMinutes, USAGE.cjaMinutes]
    .map((minutes) => looksIn(minutes) - 1)
    .reduce((sum, looks) => sum + looks, 0);
  return {
    states: way.length + STATES_PER_LOOK * furtherLooks,
    invocations: way.filter(({ Type }) => Type === 'Task').length + furtherLooks,
  };
}

function longestWay(definition: Definition): State[] {
  const from = (name: string, seen: ReadonlySet<string>): State[] => {
    const state = definition.States[name];
    if (state === undefined || seen.has(name)) return [];
    const inside = state.ItemProcessor === undefined ? [] : longestWay(state.ItemProcessor);
    const next = [state.Next, state.Default, ...state.Choices.map((choice) => choice.Next)].filter(
      (candidate) => candidate !== undefined,
    );
    const ways = next.map((candidate) => from(candidate, new Set([...seen, name])));
    return [state, ...inside, ...longest(ways)];
  };
  return from(definition.StartAt, new Set());
}

const longest = (ways: readonly State[][]): State[] =>
  ways.reduce<State[]>((best, way) => (way.length > best.length ? way : best), []);

/** How often a job is looked at until it is seen to have ended. */
function looksIn(minutes: number): number {
  const since = new Date(0).toISOString();
  let looks = 0;
  for (let seconds = 0; seconds < minutes * 60; looks += 1) {
    seconds += pollDelaySeconds(since, new Date(seconds * 1000).toISOString());
  }
  return looks;
}
