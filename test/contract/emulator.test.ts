import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Running, startTiny, stop } from '../unit/emulator/running.ts';
import { TINY } from '../unit/emulator/tiny-sandbox.ts';
import { refreshOnce, valueOf } from '../unit/emulator/refresh.ts';
import { checkAnswer } from './check-answer.ts';
import { checkExchange, type Exchange, recordedExchanges } from './check-exchange.ts';
import { loadContracts, type Operation } from './contracts.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

/** Every operation that the emulator models, asked once at least, and what came back held against the contracts. */
describe('the answers of the emulator', () => {
  let recordFolder: string;
  let exchanges: Exchange[];
  /** Null where they are not there, which is said aloud. */
  let contracts: readonly Operation[] | null;

  beforeAll(async () => {
    recordFolder = path.join(await mkdtemp(path.join(os.tmpdir(), 'contract-')), 'record');
    const running = await startTiny({ record: recordFolder });
    try {
      await useEverything(running);
    } finally {
      await stop(running);
    }
    exchanges = await recordedExchanges(recordFolder);
    contracts = await loadContracts();
  });
  afterAll(() => rm(path.dirname(recordFolder), { recursive: true, force: true }));

  it('agree with the published contracts, as do the requests', () => {
    if (contracts === null) return;
    const operations = contracts;
    expect(exchanges.flatMap((exchange) => checkExchange(exchange, operations))).toEqual([]);
  });

  it('differ from the contracts in no more places than are listed, and in all of those', () => {
    if (contracts === null) return;
    const operations = contracts;
    const violations = exchanges.flatMap((exchange) => checkExchange(exchange, operations, []));
    const unmet = KNOWN_DIFFERENCES.filter(
      ({ operation, says }) =>
        !violations.some((line) => line.includes(`(${operation})`) && says.test(line.replace(/^.*?\): /, ''))),
    );
    expect(unmet).toEqual([]);
  });

  it('agree with our own schemas, which allow nothing else', () => {
    expect(exchanges.length).toBeGreaterThan(40);
    expect(exchanges.flatMap(checkAnswer)).toEqual([]);
  });
});

async function useEverything(running: Running): Promise<void> {
  const { platform, cja, pass } = running;
  const ups = '/data/core/ups';
  const { query } = await refreshOnce(running);

  await platform(`${ups}/audiences?start=0&limit=1&sort=name:asc`);
  await platform(`${ups}/audiences?limit=3`);
  await platform(`${ups}/audiences?property=audienceId==${TINY.audiences.gold}`);
  await platform(`${ups}/audiences/${TINY.audiences.gold}`);
  await platform(`${ups}/audiences/${TINY.audiences.uploaded}`);
  await platform(`${ups}/segment/definitions?limit=1&page=0`);
  await platform(`${ups}/segment/definitions/${TINY.audiences.gold}`);
  const jobs = await platform(`${ups}/segment/jobs?status=SUCCEEDED&sort=creationTime:desc&start=0&limit=10`);
  await platform(`${ups}/segment/jobs?property=segments~segmentId==${TINY.audiences.gold}`);
  await platform(`${ups}/segment/jobs/${String(valueOf(jobs.body, 'children', '0', 'id'))}`);
  await platform(`${ups}/config/mergePolicies?limit=1`);
  await platform(`${ups}/config/mergePolicies/${TINY.policies.all}`);

  const exportEverybody = {
    destination: { datasetId: TINY.datasets.export },
    schema: { name: '_xdm.context.profile' },
  };
  const second = await platform(`${ups}/export/jobs`, { method: 'POST', body: exportEverybody });
  await platform(`${ups}/export/jobs?limit=1`);
  pass({ minutes: 2 });
  await platform(`${ups}/export/jobs/${String(valueOf(second.body, 'id'))}`);
  await platform(`${ups}/export/jobs/${String(valueOf(second.body, 'id'))}`, { method: 'DELETE' });
  await platform(`${ups}/export/jobs?status=FAILED`);
  await platform(`${ups}/export/jobs/none`);

  const catalog = '/data/foundation/catalog';
  await platform(`${catalog}/dataSets?limit=2&properties=name,tags`);
  await platform(`${catalog}/dataSets/${TINY.datasets.crm}`);
  await platform(`${catalog}/batches?dataSet=${TINY.datasets.target}&orderBy=asc:created`);
  await platform(`${catalog}/lastBatches?dataSetId=${TINY.datasets.export},${TINY.datasets.target}`);
  await platform(`${catalog}/batches/none`);

  const listed = await platform(`${catalog}/batches?dataSet=${TINY.datasets.target}`);
  const batch = String(Object.keys(listed.body as object)[0]);
  const dataAccess = '/data/foundation/export';
  const batchFiles = await platform(`${dataAccess}/batches/${batch}/files?start=0&limit=100`);
  const file = `${dataAccess}/files/${String(valueOf(batchFiles.body, 'data', '0', 'dataSetFileId'))}`;
  const name = String(valueOf((await platform(file)).body, 'data', '0', 'name'));
  await platform(`${file}?path=${name}`);
  await platform(`${file}?path=${name}`, { headers: { range: 'bytes=0-3' } });
  await platform(`${file}?path=${name}`, { method: 'HEAD' });
  await platform(`${dataAccess}/files/none`);
  await platform(`${dataAccess}/batches/${batch}/failed`);
  await platform(`${dataAccess}/batches/${batch}/meta`);
  await platform(`${dataAccess}/batches/${batch}/meta?path=row_errors`);

  const registry = '/data/foundation/schemaregistry';
  const accept = (type: string) => ({ headers: { accept: `application/vnd.adobe.${type}` } });
  await platform(`${registry}/stats`);
  const schemas = await platform(`${registry}/tenant/schemas`, accept('xed-id+json'));
  await platform(`${registry}/tenant/schemas`, accept('xed+json'));
  const schemaId = String(valueOf(schemas.body, 'results', '0', '$id'));
  await platform(`${registry}/tenant/schemas/${encodeURIComponent(schemaId)}`, accept('xed-full+json; version=1'));
  await platform(`${registry}/tenant/schemas/${encodeURIComponent(schemaId)}`, accept('xed-notext+json; version=1'));
  await platform(`${registry}/tenant/unions`, accept('xed-id+json'));
  await platform(`${registry}/tenant/unions/_xdm.context.profile__union`, accept('xed-full+json; version=1'));
  const descriptors = await platform(`${registry}/tenant/descriptors`, accept('xdm+json'));
  await platform(`${registry}/tenant/descriptors`, accept('xdm-v2-id+json'));
  const descriptorId = String(valueOf(descriptors.body, 'xdm:descriptorIdentity', '0', '@id'));
  await platform(`${registry}/tenant/descriptors/${descriptorId}`);
  await platform(`${registry}/tenant/schemas`);

  const queries = '/data/foundation/query/queries';
  await platform('/data/foundation/query/connection_parameters');
  await platform(queries, { method: 'POST', body: { dbName: 'tiny:all', sql: 'SELECT 1 AS one' } });
  await platform(`${queries}?limit=1&orderby=-created&property=${encodeURIComponent('sql~SELECT,state!=FAILED')}`);
  await platform(`${queries}/${query}`);
  await platform(`${queries}/${query}`, { method: 'PATCH', body: { op: 'cancel' } });
  await platform(`${queries}/${query}`, { method: 'PATCH', body: { op: 'soft_delete' } });
  await platform(`${queries}?limit=5&excludeSoftDeleted=false`);

  const place = { connectionId: TINY.connection, datasetId: TINY.datasets.target };
  await running.emulator.cja.startBackfill(place);
  await running.emulator.cja.setRetention(TINY.connection, 13);
  await cja('/data/connections?limit=5&page=0');
  await cja(
    `/data/connections/${TINY.connection}?expansion=name,owner,dataSets,modified,createdDate,sandboxName,sandboxId,validationErrors,schemaInfo,granularStreaming,granularBackfills,backfillsSummaryConnection,backfillsSummaryDataSets,dataSetLastIngested,dataRetentionMonths`,
  );
  await cja('/data/connections/none');
  await cja('/data/dataviews?expansion=name,parentDataGroupId');
  await cja(
    `/data/dataviews/${TINY.dataView}?expansion=name,owner,modified,createdDate,timezoneDesignator,containerNames`,
  );
  const dimensions = await cja(
    `/data/dataviews/${TINY.dataView}/dimensions?expansion=schemaPath,dataSetIds,dataSetType,hasData,multiValued,type,tableName`,
  );
  const dimension = String(valueOf(dimensions.body, 'content', '0', 'id'));
  await cja(`/data/dataviews/${TINY.dataView}/dimensions/${dimension.replace('variables/', '')}`);
  await cja(`/data/dataviews/${TINY.dataView}/metrics`);
  const report = {
    rsid: TINY.dataView,
    dimension,
    globalFilters: [{ type: 'DATE_RANGE', dateRange: '2026-01-01T00:00:00.000/2027-01-01T00:00:00.000' }],
    metricContainer: { metrics: [{ columnId: '0', id: 'metrics/visitors' }] },
    settings: { limit: 1, page: 0, nonesBehavior: 'return-nones' },
  };
  await cja('/reports', { method: 'POST', body: report });
  await cja('/reports', { method: 'POST', body: { ...report, globalFilters: [] } });
  await cja(`/reports/topItems?dataId=${TINY.dataView}&dimension=${encodeURIComponent(dimension)}&limit=1`);

  await platform(`/data/foundation/import/batches/${batch}?action=REVERT`, { method: 'POST' });
  await platform(`/data/foundation/import/batches/${batch}?action=REVERT`, { method: 'POST' });
  await platform('/data/foundation/import/batches/none?action=REVERT', { method: 'POST' });
}
