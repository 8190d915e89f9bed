import type { Chance } from '../../chance.ts';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { json } from '../../server/answer.ts';
import { param } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { setUpAt } from '../catalog/format.ts';
import { cjaError } from '../errors.ts';
import { schemaIdOf } from '../schema-registry/schema-ids.ts';
import type { Backfill } from './dataset-intake.ts';
import { expand, readExpansion } from './expansion.ts';
import type { CjaIngestion, Connection } from './ingestion.ts';
import { pageOf } from './page.ts';

/** cja.json: getConnection_1, `expansion`. */
const EXPANSIONS = [
  'name', 'primaryIdType', 'configuredContainers', 'description', 'owner', 'isDeleted', 'isDisabled', 'dataSets', 'createdDate',
  'modified', 'caseSensitive', 'organization', 'components', 'numDailyEvents', 'externalData', 'backfillEnabled',
  'granularBackfills', 'granularStreaming', 'backfillsSummaryConnection', 'backfillsSummaryDataSets', 'dataSetLastIngested',
  'componentType', 'sandboxName', 'sandboxId', 'fieldsId', 'floatPrecision', 'dataRetentionMonths', 'validationErrors',
  'resolveIdentityNamespace', 'stitchedDataSets', 'ownerFullName', 'schemaInfo', 'tags', 'internalLabels',
  // Not in the contract, but `cjapy` 0.2.4 asks for it.
  'modifiedBy',
] as const; // prettier-ignore
type Expansion = ReadonlySet<(typeof EXPANSIONS)[number]>;

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly ingestion: CjaIngestion;
  readonly chance: Chance;
}

/** CJA's connections (cja.json: getConnectionsForCompany_1, getConnection_1). They can be read, never changed. */
export function connectionRoutes({ sandbox, ingestion, chance }: Dependencies): Route[] {
  const wire = (connection: Connection, expansion: Expansion): Record<string, unknown> =>
    connectionOnTheWire(connection, expansion, { sandbox, ingestion, chance });
  return [
    {
      method: 'GET',
      path: '/data/connections',
      handle: (request) => {
        const expansion = readExpansion(request, EXPANSIONS);
        const ids = request.query.get('connectionIds')?.split(',');
        const dataSetIds = request.query.get('dataSetIds')?.split(',');
        const sandboxName = request.query.get('sandboxName');
        const found = sandbox.connections.filter(
          ({ id, datasets }) =>
            (ids === undefined || ids.includes(id)) &&
            (dataSetIds === undefined || datasets.some(({ datasetId }) => dataSetIds.includes(datasetId))) &&
            (sandboxName === null || sandboxName === sandbox.name),
        );
        return json(
          200,
          pageOf(request, found, (connection) => wire(connection, expansion)),
        );
      },
    },
    {
      method: 'GET',
      path: '/data/connections/{id}',
      handle: (request) => {
        const expansion = readExpansion(request, EXPANSIONS);
        const id = param(request, 'id');
        const connection = sandbox.connections.find((candidate) => candidate.id === id);
        if (connection === undefined)
          throw cjaError(404, 'resource_not_found', `There is no connection ${id}.`, request.id);
        return json(200, wire(connection, expansion));
      },
    },
  ];
}

/** A connection on the wire (cja.json: Connection). */
function connectionOnTheWire(
  connection: Connection,
  expansion: Expansion,
  dependencies: Dependencies,
): Record<string, unknown> {
  const { sandbox, ingestion, chance } = dependencies;
  const setUp = new Date(setUpAt(sandbox)).toISOString();
  const retentionMonths = ingestion.retentionMonths(connection.id);
  const backfills = connection.datasets.flatMap(({ datasetId }) => ingestion.backfills(connection.id, datasetId));
  return {
    id: connection.id,
    ...expand(expansion, {
      name: { name: connection.name },
      description: { description: '' },
      owner: {
        owner: { imsUserId: 'emulated@AdobeID', ownerId: 'emulated@AdobeID', name: 'emulated', type: 'imsUser' },
      },
      isDeleted: { isDeleted: false },
      isDisabled: { isDisabled: false },
      dataSets: {
        dataSets: connection.datasets.map((dataset) => datasetOnTheWire(connection, dataset, expansion, dependencies)),
      },
      createdDate: { createdDate: setUp },
      modified: { modifiedDate: setUp, modifiedBy: 'emulated@AdobeID' },
      organization: { organization: sandbox.orgId },
      backfillEnabled: { backfillEnabled: true },
      backfillsSummaryConnection: { backfillSummary: summaryOf(backfills) },
      sandboxName: { sandboxName: sandbox.name },
      sandboxId: { sandboxId: chance.uuid('sandbox') },
      dataRetentionMonths: retentionMonths === null ? {} : { dataRetentionMonths: retentionMonths },
      validationErrors: { connectionValidationErrors: [] },
      tags: { tags: [] },
    }),
  };
}

/** cja.json: BackfillSummary. */
function summaryOf(backfills: readonly Backfill[]): Record<string, unknown> {
  const completed = backfills.filter(({ status }) => status === 'COMPLETED').length;
  return { total: backfills.length, failed: 0, inProgress: backfills.length - completed, completed, invalid: false };
}

/** cja.json: DataSetBackfill. */
function backfillOnTheWire({ id, status, createdAt }: Backfill, dataSetId: string): Record<string, unknown> {
  return { id, dataSetId, status, createdDate: new Date(createdAt).toISOString(), allData: true };
}

/** A dataset of a connection on the wire (cja.json: DataSetMetadata). */
function datasetOnTheWire(
  connection: Connection,
  { datasetId, type, personId }: Connection['datasets'][number],
  expansion: Expansion,
  { sandbox, ingestion }: Dependencies,
): Record<string, unknown> {
  const dataset = sandbox.datasets.find(({ id }) => id === datasetId);
  if (dataset === undefined)
    throw new Error(`connection ${connection.id} has a dataset ${datasetId} that does not exist`);
  const lastIngestedAt = ingestion.lastIngestedAt(connection.id, datasetId);
  const streamingEnabledAt = ingestion.streamingEnabledAt(connection.id, datasetId);
  const backfills = ingestion.backfills(connection.id, datasetId);
  const schemaId = schemaIdOf(dataset, sandbox);
  return {
    dataSetId: datasetId,
    domain: 'experience_platform',
    type,
    name: dataset.name,
    ...(type === 'event' ? { timestampId: 'timestamp' } : {}),
    ...('path' in personId
      ? { visitorId: personId.path, identityMap: false }
      : {
          visitorId: 'identityMap',
          identityMap: true,
          identityNamespace: personId.namespace,
          usePrimaryIdNamespace: false,
        }),
    ...expand(expansion, {
      granularStreaming: {
        streaming: streamingEnabledAt !== null,
        ...(streamingEnabledAt === null ? {} : { streamingEnabledAt: new Date(streamingEnabledAt).toISOString() }),
      },
      granularBackfills: { backfills: backfills.map((backfill) => backfillOnTheWire(backfill, datasetId)) },
      backfillsSummaryDataSets: { backfillSummary: summaryOf(backfills) },
      dataSetLastIngested: lastIngestedAt === null ? {} : { lastIngestedTime: new Date(lastIngestedAt).toISOString() },
      schemaInfo: {
        schemaInfo: {
          schemaId,
          schemaName: dataset.name,
          schemaRef: { id: schemaId, contentType: 'application/vnd.adobe.xed+json;version=1' },
        },
      },
    }),
  };
}
