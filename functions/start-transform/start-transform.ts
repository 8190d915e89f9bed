import { classifyQueryState, type Query, type QueryServiceClient } from '../../shared/adobe/query-service.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { transformSql } from '../../shared/sql/transform.ts';
import type { ExportResult } from '../../shared/steps/export.ts';
import type { StartTransformInput, TransformAttempt } from '../../shared/steps/transform.ts';
import { isWorthKeeping, keepAttempt } from '../attempts/keep-attempt.ts';
import { nextAttempt } from '../attempts/next-attempt.ts';
import type { Log } from '../runtime/log.ts';
import { transformSpec } from '../transform/spec.ts';
import type { BaselineClients } from '../baseline/read-baseline.ts';
import { cancelQuery } from './cancel-query.ts';
import { decideMode } from './decide-mode.ts';
import { getQuery } from './get-query.ts';
import { judgeQueries } from './judge-queries.ts';
import { firstStart, freeAttempt, ownQueries } from './own-queries.ts';
import { queriesOfSync } from './queries-of-sync.ts';

interface Dependencies extends BaselineClients {
  readonly queryService: QueryServiceClient;
  readonly log: Log;
}

/**
 * Starts the query that writes the target and the ledger, adopts this attempt's own one whose answer was lost, or lets
 * another query of this sync finish first. Redriven after a deadline, it goes on with the query if that has succeeded since.
 * @throws SyncError `RunSuperseded` where newer truth is being or was written, `TransformFailed`,
 *   `TransformDeadlinePassed`, or the name of the guard that the last attempt violated
 */
export async function startTransform(
  { run, context, transform, exports, previous }: StartTransformInput,
  { queryService, log, ...baselineClients }: Dependencies,
): Promise<TransformAttempt> {
  const place = nextAttempt(previous, previous?.queryId ?? null, context, {
    resource: `transform of sync ${run.sync}, run ${run.runId}, into dataset ${transform.datasets.target}`,
    maxAttempts: transform.maxAttempts,
    deadlineMinutes: transform.deadlineMinutes,
    deadlineFrom: context.now,
    failed: 'TransformFailed',
    late: 'TransformDeadlinePassed',
  });
  if (previous?.problem?.kind === 'deadline' && previous.queryId !== null) {
    const late = await getQuery(previous.queryId, queryService);
    const state = late === null ? 'gone' : classifyQueryState(late.state);
    if (late !== null && state === 'succeeded' && isWorthKeeping(previous, late.updatedAt, transform.deadlineMinutes)) {
      // Even where newer truth has been written since: this run writes no more.
      log('The query has succeeded since its deadline', { query: late.id });
      return keepAttempt(previous, place);
    }
    if (state === 'running' || state === 'unknown') await cancelQuery(previous.queryId, queryService, log);
  }

  const exportedAt = oldest(exports);
  const earliest = Math.min(Date.parse(run.startedAt), Date.parse(exportedAt));
  const queries = await queriesOfSync(run.sync, earliest, queryService);
  const decision = await decideMode({ run, transform, exportedAt, queries }, baselineClients);
  const { mode, modeReason, skipEmptyRows } = decision;
  const sqlOf = (number: number): string =>
    transformSql(transformSpec(transform, exports, { run, attempt: number, exportedAt, mode, skipEmptyRows }));
  const startedBefore = ownQueries(queries, run);
  const number = freeAttempt(place.attempt, startedBefore, sqlOf);
  const sql = sqlOf(number);
  const own = { sync: run.sync, runId: run.runId, exportedAt, attempt: number, sql, gaveUp: place.gaveUp };
  const judgement = judgeQueries(queries, own);

  const lastFullExportedAt = decision.lastFullExportedAt ?? exportedAt;
  const earlier = place.gaveUp.length > 0 ? place.firstStartedAt : null;
  const ownBefore = startedBefore.map(({ query }) => query);
  const attempt = { ...place, attempt: number, exportedAt, mode, modeReason, lastFullExportedAt };
  const begun = (query: Query): TransformAttempt => ({
    ...attempt,
    firstStartedAt: firstStart(earlier, [query, ...ownBefore]),
    queryId: query.id,
    blockedBy: null,
  });
  switch (judgement.kind) {
    case 'superseded':
      throw new SyncError('RunSuperseded', {
        resource: `run ${run.runId} of sync ${run.sync}, exported at ${exportedAt}`,
        what: `query ${judgement.query.id} of run ${judgement.runId}, exported at ${judgement.exportedAt}, holds newer truth (${judgement.query.state})`,
        next: 'Nothing was written and nothing needs to be: leave this execution as it is',
      });
    case 'wait':
      log('Waiting for another query of this sync', {
        query: judgement.query.id,
        queryState: judgement.query.state,
      });
      return { ...attempt, queryId: null, blockedBy: judgement.query.id };
    case 'adopt':
      log('Adopted a query whose answer was lost', { query: judgement.query.id, attempt: number });
      return begun(judgement.query);
    case 'start': {
      const name = `Audience sync ${run.sync}, run ${run.runId}, attempt ${number}`;
      const query = await queryService.createQuery({ sql, name, description: `${mode} refresh: ${modeReason}` });
      log('Started the transform', { query: query.id, attempt: number, mode });
      return begun(query);
    }
  }
}

/** The creation time of the run's oldest export job: no later change is certain to be in all of them. */
function oldest(exports: readonly ExportResult[]): string {
  return new Date(Math.min(...exports.map((result) => Date.parse(result.createdAt)))).toISOString();
}
