import { expect } from '@jest/globals';
import type { Json } from '../../../../local/asl/json.ts';
import { type Functions, machineOf, pathOf, runToEnd, secondsOf, type States } from './run-machine.ts';

/** One rule of the Amazon States Language or of AWS's documentation, a machine that shows it, and what it must give. */
export interface Row {
  readonly rule: string;
  /** The document that says so. */
  readonly source: string;
  readonly states: States;
  readonly timeoutSeconds?: number;
  readonly input?: Json;
  readonly functions?: Functions;
  /** The states that are entered, in order. */
  readonly path: string[];
  /** The output; left out where the execution fails. */
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string | RegExp;
  readonly status?: string;
  /** Seconds of workflow time; 0 when left out. */
  readonly seconds?: number;
  /** The functions that are invoked, in order. */
  readonly calls?: string[];
}

export async function check(row: Row): Promise<void> {
  const timeout = row.timeoutSeconds === undefined ? {} : { TimeoutSeconds: row.timeoutSeconds };
  const { machine, calls } = machineOf({ States: row.states, ...timeout }, row.functions);
  const execution = await runToEnd(machine, row.input ?? {});
  const isFailure = row.output === undefined;
  expect({
    status: execution.status,
    error: execution.error,
    path: pathOf(execution),
    output: execution.output,
    seconds: secondsOf(execution),
  }).toEqual({
    status: row.status ?? (isFailure ? 'FAILED' : 'SUCCEEDED'),
    error: row.error,
    path: row.path,
    output: row.output ?? null,
    seconds: row.seconds ?? 0,
  });
  if (row.cause !== undefined) expect(execution.cause).toEqual(expect.stringMatching(row.cause));
  if (row.calls !== undefined) expect(calls).toEqual(row.calls);
}

export const title = ({ rule, source }: Row): string => `${rule} [${source}]`;
