import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createAws } from '../../ops/aws/aws.ts';
import { OpsError } from '../../ops/ops-error.ts';
import { reportPage } from '../../ops/report/page.ts';
import { readReport } from '../../ops/report/read-report.ts';
import type { LocalAws } from '../index.ts';
import type { Day } from './day.ts';

/** So many runs fit onto a page that is still pleasant to read. */
const MOST_RUNS = 60;

/**
 * Writes the operator's report about the simulated days, read like any other client of AWS reads.
 * @param file null: a new temporary folder
 * @returns a line that says where it is, or why there is none
 */
export async function writeReport(aws: LocalAws, days: readonly Day[], file: string | null): Promise<string> {
  const [machineArn] = days.map(({ execution }) => stateMachineArn(execution.arn));
  if (machineArn === undefined) return 'No report: there was no run.';
  try {
    const page = await readPage(aws, machineArn);
    const place = file ?? path.join(await mkdtemp(path.join(os.tmpdir(), 'audience-sync-report-')), 'report.html');
    await writeFile(place, page);
    return `Report: ${place}`;
  } catch (error) {
    // A workflow that is no longer ours has no report; what is wrong with it shows in its runs.
    if (!(error instanceof OpsError)) throw error;
    return `No report: ${error.message}`;
  }
}

async function readPage({ url, environment }: LocalAws, machineArn: string): Promise<string> {
  const aws = createAws({
    endpoint: url,
    region: environment['AWS_REGION'] ?? '',
    // Good for nothing; without any, the client would look for the developer's own.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // Answers are dated in workflow time.
    disableClockSkewCorrection: true,
  });
  try {
    return reportPage(await readReport(aws, machineArn, MOST_RUNS));
  } finally {
    aws.close();
  }
}

/** `…:execution:MACHINE:NAME` belongs to `…:stateMachine:MACHINE`. */
const stateMachineArn = (executionArn: string): string =>
  executionArn.slice(0, executionArn.lastIndexOf(':')).replace(':execution:', ':stateMachine:');
