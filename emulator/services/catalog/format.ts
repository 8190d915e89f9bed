import type { SandboxDataset, SandboxDescription } from '../../sandbox/format.ts';
import { schemaIdOf } from '../schema-registry/schema-ids.ts';
import type { Batch } from './batches.ts';

const SERVICE_USER = 'acp_foundation_catalog@AdobeID';
const SERVICE_CLIENT = 'acp_foundation_catalog';

/** When all that an admin set up in the sandbox was created: a month before its first day. */
export function setUpAt({ startsOn }: SandboxDescription): number {
  return Date.parse(`${startsOn}T00:00:00Z`) - 30 * 86_400_000;
}

/** A dataset on the wire (catalog.yaml: dataSetResponse). */
export function datasetOnTheWire(
  dataset: SandboxDataset,
  sandbox: SandboxDescription,
): Record<string, unknown> & { created: number; updated: number } {
  const created = setUpAt(sandbox);
  const isProfileEnabled = dataset.kind === 'profile' || dataset.kind === 'event';
  return {
    version: '1.0.0',
    imsOrg: sandbox.orgId,
    name: dataset.name,
    created,
    updated: created,
    createdClient: SERVICE_CLIENT,
    createdUser: SERVICE_USER,
    updatedUser: SERVICE_USER,
    viewId: `${dataset.id}-view`,
    basePath: `adl://emulated/platform/${dataset.id}`,
    fileDescription: { persisted: true, containerFormat: 'parquet', format: 'parquet' },
    files: `@/dataSetFiles?dataSetId=${dataset.id}`,
    schemaRef: { id: schemaIdOf(dataset, sandbox), contentType: 'application/vnd.adobe.xed+json;version=1' },
    observableSchema: {},
    // Not in the contract, but Adobe's Python client reads it.
    classification: {
      dataBehavior: dataset.kind === 'event' || dataset.kind === 'ledger' ? 'time-series' : 'record',
      managedBy: 'CUSTOMER',
    },
    tags: {
      'adobe/pqs/table': [dataset.table],
      ...(isProfileEnabled ? { unifiedProfile: ['enabled:true'], unifiedIdentity: ['enabled:true'] } : {}),
    },
  };
}

/** A batch on the wire (catalog.yaml: batchResponse). */
export function batchOnTheWire(
  batch: Batch,
  orgId: string,
): Record<string, unknown> & { created: number; updated: number } {
  return {
    imsOrg: orgId,
    status: batch.status,
    created: batch.createdAt,
    createdClient: SERVICE_CLIENT,
    createdUser: SERVICE_USER,
    updatedUser: SERVICE_USER,
    updated: batch.updatedAt,
    started: batch.createdAt,
    ...(batch.completedAt === null ? {} : { completed: batch.completedAt }),
    ...(batch.recordCount === null
      ? {}
      : {
          recordCount: batch.recordCount,
          failedRecordCount: 0,
          metrics: { outputRecordSize: batch.recordCount, partitionCount: 1 },
        }),
    ...(batch.sizeBytes === null ? {} : { size: batch.sizeBytes }),
    errors: batch.errors,
    version: '1.0.0',
    relatedObjects: [{ type: 'dataSet', id: batch.datasetId, tag: 'output' }],
    inputFormat: { format: 'parquet' },
  };
}
