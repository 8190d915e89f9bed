import type { Run } from './run.ts';

/** A run as `--json` shows it. */
export const runDocument = (run: Run): object => ({
  name: run.name,
  executionArn: run.arn,
  status: run.status,
  outcome: run.record?.outcome ?? null,
  startedAt: run.startedAt.toISOString(),
  endedAt: run.endedAt?.toISOString() ?? null,
  redrives: run.redrives,
  input: run.input,
  error: run.error,
  cause: run.cause,
  redriveProblem: run.redriveProblem,
  record: run.record,
});
