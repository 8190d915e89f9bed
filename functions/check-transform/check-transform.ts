import { type Batch, type CatalogClient, classifyBatchStatus } from '../../shared/adobe/catalog.ts';
import type { DataAccessClient } from '../../shared/adobe/data-access.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import { classifyQueryState, type QueryServiceClient } from '../../shared/adobe/query-service.ts';
import { TRANSIENT_ERROR_NAMES } from '../../shared/errors/names.ts';
import { layoutOf } from '../../shared/sql/spec.ts';
import type { CheckTransformInput, CheckTransformOutput, RunCounts } from '../../shared/steps/transform.ts';
import { lookAgain, startAgain } from '../attempts/look-again.ts';
import type { Log } from '../runtime/log.ts';
import { getQuery } from '../start-transform/get-query.ts';
import { problemOfQuery } from './problem-of-query.ts';
import { readLedger } from './read-ledger.ts';

interface Dependencies {
  readonly queryService: QueryServiceClient;
  readonly catalog: CatalogClient;
  readonly dataAccess: DataAccessClient;
  readonly log: Log;
}

/** What the step's contract takes. */
const LONGEST_WARNING = 2000;
const MOST_WARNINGS = 20;

/** Clocks of Adobe's services may differ a little from one another. */
const CLOCK_ALLOWANCE_MILLISECONDS = 60_000;

/** Nobody promises that Catalog dates a batch before Query Service calls its query done. */
const LATE_BATCH_MILLISECONDS = 5 * 60_000;

/**
 * Looks at the query that writes. Success is believed only with its evidence: the query succeeded without errors, and
 * the Catalog has a successful ledger batch, and a successful target batch unless nothing had to be written.
 */
export async function checkTransform(
  { run, context, transform, attempt }: CheckTransformInput,
  { queryService, catalog, dataAccess, log }: Dependencies,
): Promise<CheckTransformOutput> {
  const again = (what: string): CheckTransformOutput =>
    lookAgain(attempt, { context, deadlineMinutes: transform.deadlineMinutes, what });
  if (attempt.queryId === null) {
    const blocked = again(`query ${attempt.blockedBy ?? ''} of this sync was still in the way`);
    return { ...blocked, status: 'startAgain' };
  }
  const query = await getQuery(attempt.queryId, queryService);
  log('Looked at the query', {
    query: attempt.queryId,
    queryState: query?.state ?? 'gone',
    isKnown: query === null || classifyQueryState(query.state) !== 'unknown',
  });
  if (query === null) {
    return startAgain(attempt, { kind: 'failed', message: `query ${attempt.queryId} no longer exists at Adobe` });
  }
  const state = classifyQueryState(query.state);
  if (state === 'running' || state === 'unknown') {
    return again(`query ${query.id} was still ${query.state}`);
  }
  const problem = problemOfQuery(query);
  if (problem !== null) return startAgain(attempt, problem);

  // Rows of this run may have been written by an attempt before this one; after it, other runs write theirs.
  const times = {
    createdAfter: Math.min(Date.parse(attempt.firstStartedAt), query.createdAt) - CLOCK_ALLOWANCE_MILLISECONDS,
    createdBefore: query.updatedAt + LATE_BATCH_MILLISECONDS,
    unfinishedSince: query.createdAt - CLOCK_ALLOWANCE_MILLISECONDS,
  };
  const [target, ledger] = await Promise.all([
    batchesOf(transform.datasets.target, times, catalog),
    batchesOf(transform.datasets.ledger, times, catalog),
  ]);
  const bad = [...target, ...ledger].find((batch) => classifyBatchStatus(batch.status) === 'failed');
  if (bad !== undefined) {
    return startAgain(attempt, {
      kind: 'failed',
      message: `batch ${bad.id} of query ${query.id} ended as ${bad.status}`,
    });
  }
  const isThere = (batch: Batch): boolean => classifyBatchStatus(batch.status) === 'succeeded';
  if (ledger.length === 0 || ![...target, ...ledger].every(isThere)) {
    return again(`query ${query.id} had succeeded, but its batches were not there`);
  }

  const batchIds = ledger.map((batch) => batch.id);
  const { tenant, audiences } = transform;
  const { counts, warnings } = await countsOfRun({ runId: run.runId, tenant, audiences, batchIds }, dataAccess);
  if (counts !== null && counts.rowsWritten > 0 && target.length === 0) {
    return again(`the ledger says ${counts.rowsWritten} rows, but the target had no batch`);
  }
  if (counts === null && target.length === 0) {
    return again(`neither the ledger nor a target batch tells what query ${query.id} wrote`);
  }
  const rowsWritten = counts?.rowsWritten ?? countRows(target);
  log('The transform is complete', { query: query.id, rowsWritten, batches: target.map((batch) => batch.id) });
  return {
    status: 'done',
    attempt,
    result: {
      queryId: query.id,
      attempt: attempt.attempt,
      mode: attempt.mode,
      modeReason: attempt.modeReason,
      exportedAt: attempt.exportedAt,
      layout: layoutOf(transform),
      lastFullExportedAt: attempt.lastFullExportedAt,
      counts,
      wroteAt: target.length === 0 ? null : new Date(Math.max(...target.map(completedAt))).toISOString(),
      firstWroteAt: target.length === 0 ? null : new Date(Math.min(...target.map(completedAt))).toISOString(),
      finishedAt: context.now,
      rowsWritten,
      targetBatchIds: target.map((batch) => batch.id),
      ledgerBatchIds: batchIds,
      evidence: { rowCount: query.rowCount, isInsertInto: query.isInsertInto },
      warnings,
    },
  };
}

/** Epoch milliseconds by Adobe's clocks. */
interface BatchTimes {
  readonly createdAfter: number;
  readonly createdBefore: number;
  /** One from before that has not succeeded belongs to an attempt that was given up for it; this one wrote what it lacks. */
  readonly unfinishedSince: number;
}

async function batchesOf(
  datasetId: string,
  { createdAfter, createdBefore, unfinishedSince }: BatchTimes,
  catalog: CatalogClient,
): Promise<readonly Batch[]> {
  const batches = await catalog.listBatches({ dataSet: datasetId, createdAfter, createdBefore });
  return batches.filter(
    ({ status, createdAt }) => classifyBatchStatus(status) === 'succeeded' || createdAt >= unfinishedSince,
  );
}

/** What was written is proven by its batches; a ledger that cannot be read leaves only the counts unknown. */
async function countsOfRun(
  ledger: Parameters<typeof readLedger>[0],
  dataAccess: DataAccessClient,
): Promise<{ readonly counts: RunCounts | null; readonly warnings: string[] }> {
  try {
    const counts = await readLedger(ledger, dataAccess);
    return { counts, warnings: otherStatuses(counts) };
  } catch (error) {
    // Worth another try of this step, rather than a run without counts.
    if (error instanceof AdobeError && TRANSIENT_ERROR_NAMES.some((name) => name === error.name)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const warning = `the ledger could not be read back, so members, joined and left are unknown: ${reason}`;
    return { counts: null, warnings: [warning.slice(0, LONGEST_WARNING)] };
  }
}

function otherStatuses({ audiences }: RunCounts): string[] {
  return audiences
    .filter((audience) => audience.otherStatuses > 0)
    .map(
      ({ id, otherStatuses: count }) =>
        `audience ${id} has ${count} memberships of an unknown status; they do not count`,
    )
    .slice(0, MOST_WARNINGS);
}

const completedAt = (batch: Batch): number => batch.completedAt ?? batch.updatedAt ?? batch.createdAt;

/** No batch at all means that no row had to be written. */
function countRows(batches: readonly Batch[]): number | null {
  let rows = 0;
  for (const { recordCount } of batches) {
    if (recordCount === null) return null;
    rows += recordCount;
  }
  return rows;
}
