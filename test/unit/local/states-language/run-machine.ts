import type { Execution } from '../../../../local/asl/execution/execution.ts';
import type { HistoryEvent } from '../../../../local/asl/execution/history-event.ts';
import { StateMachine } from '../../../../local/asl/state-machine.ts';
import type { Json } from '../../../../local/asl/json.ts';
import { VirtualClock } from '../../../../local/clock.ts';

export const START = Date.parse('2027-03-01T06:00:00Z');
export const INVOKE = 'arn:aws:states:::lambda:invoke';

export type States = Record<string, Record<string, unknown>>;

/** What a function answers; thrown errors answer with their name. */
export type Functions = Record<string, (payload: never, call: number) => Json | Promise<Json>>;

export const task = (functionName: string, fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
  ...(fields['Output'] === undefined ? { Output: '{% $states.result.Payload %}' } : {}),
  ...fields,
});

export function failing(name: string, message = 'no'): never {
  throw Object.assign(new Error(message), { name });
}

/** The first calls fail with these names, in order; later ones return the payload. */
export const failingAtFirst =
  (...names: string[]) =>
  (payload: never, call: number): Json =>
    call <= names.length ? failing(names[call - 1] ?? '') : payload;

export function machineOf(
  machine: { readonly StartAt?: string; readonly States: States; readonly TimeoutSeconds?: number },
  functions: Functions = {},
  seed = 1,
): { machine: StateMachine; clock: VirtualClock; calls: string[] } {
  const clock = new VirtualClock(START);
  const calls: string[] = [];
  const created = new StateMachine({
    arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    name: 'machine',
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    region: 'us-east-1',
    definition: { QueryLanguage: 'JSONata', StartAt: Object.keys(machine.States)[0], ...machine },
    clock,
    seed,
    invoke: async (name, payload) => {
      calls.push(name);
      const call = calls.filter((called) => called === name).length;
      try {
        const answer = await functions[name]?.(payload as never, call);
        return { kind: 'returned', payload: answer ?? null, requestId: `request-${calls.length}` };
      } catch (error) {
        const { name: errorType, message: errorMessage } = error as Error;
        return { kind: 'failed', error: errorType, cause: JSON.stringify({ errorType, errorMessage, trace: [] }) };
      }
    },
  });
  return { machine: created, clock, calls };
}

export async function runToEnd(machine: StateMachine, input: Json = {}): Promise<Execution> {
  const execution = machine.start('execution', JSON.stringify(input));
  await machine.ended(execution);
  return execution;
}

/** The states that were entered, in order. */
export const pathOf = ({ history }: Execution): string[] =>
  history.flatMap(({ stateEnteredEventDetails: entered }) => (entered === undefined ? [] : [entered.name]));

/** Each event as `id←previous Type`, with the name or the index where there is one. */
export const storyOf = (events: readonly HistoryEvent[]): string[] =>
  events.map((event) => {
    const { id, previousEventId, type } = event;
    const iteration =
      event.mapIterationStartedEventDetails ??
      event.mapIterationSucceededEventDetails ??
      event.mapIterationFailedEventDetails ??
      event.mapIterationAbortedEventDetails;
    const detail =
      event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name ?? iteration?.index ?? '';
    return `${id}←${previousEventId} ${type} ${detail}`.trim();
  });

export const secondsOf = ({ startedAt, stoppedAt }: Execution): number => ((stoppedAt ?? 0) - startedAt) / 1000;
