import { DescribeExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { causeText } from '../../shared/executions/cause-text.ts';
import { RunRecord } from '../../shared/steps/run-record.ts';
import { RUN_STATUSES, type RunStatus } from '../../shared/watching/observed-run.ts';
import type { Aws } from '../aws/aws.ts';

/** One run: an execution of a sync's state machine, redrives included. */
export interface Run {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  /** null while it runs. */
  readonly endedAt: Date | null;
  readonly redrives: number;
  /** The execution's input as it came. */
  readonly input: unknown;
  /** null where the run did not succeed, or wrote a record that this release does not understand. */
  readonly record: RunRecord | null;
  readonly error: string | null;
  readonly cause: string | null;
  /** Why it cannot be redriven, in AWS's words; null if it can. */
  readonly redriveProblem: string | null;
}

const Described = z.object({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: z.enum(RUN_STATUSES),
  startDate: z.date(),
  stopDate: z.date().optional(),
  redriveCount: z.int().default(0),
  redriveStatus: z.string().optional(),
  redriveStatusReason: z.string().optional(),
  input: z.string().default('{}'),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

/** @throws OpsError where there is no such execution */
export async function readRun(aws: Aws, executionArn: string): Promise<Run> {
  return runOf(await aws.ask((client) => client.send(new DescribeExecutionCommand({ executionArn }))));
}

function runOf(answer: DescribeExecutionCommandOutput): Run {
  const described = Described.parse(answer);
  const { redriveStatus, redriveStatusReason = 'Execution cannot be redriven' } = described;
  return {
    arn: described.executionArn,
    name: described.name,
    stateMachineArn: described.stateMachineArn,
    status: described.status,
    startedAt: described.startDate,
    endedAt: described.stopDate ?? null,
    redrives: described.redriveCount,
    input: JSON.parse(described.input),
    record: described.output === undefined ? null : recordOf(described.output),
    error: described.error ?? null,
    cause: described.cause === undefined ? null : causeText(described.cause),
    redriveProblem: redriveStatus === 'REDRIVABLE' ? null : redriveStatusReason,
  };
}

function recordOf(output: string): RunRecord | null {
  return RunRecord.safeParse(JSON.parse(output)).data ?? null;
}

/** A run that has written what CJA was seen to take in, or had nothing to write. */
export type ConfirmedRecord = Extract<RunRecord, { outcome: 'refreshed' | 'unchanged' }>;

export const confirmedRecord = ({ record }: Run): ConfirmedRecord | null =>
  record?.outcome === 'refreshed' || record?.outcome === 'unchanged' ? record : null;

/** How a run stands, in one word. */
export function wordFor({ status, record }: Run): string {
  if (record !== null) return record.outcome;
  const words: Record<RunStatus, string> = {
    RUNNING: 'running',
    SUCCEEDED: 'succeeded',
    FAILED: 'failed',
    TIMED_OUT: 'timed out',
    ABORTED: 'stopped',
  };
  return words[status];
}

export const tookMilliseconds = ({ startedAt, endedAt }: Run, now: Date): number =>
  (endedAt ?? now).getTime() - startedAt.getTime();
