import type { Chance } from '../../chance.ts';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { json } from '../../server/answer.ts';
import { param } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { setUpAt } from '../catalog/format.ts';
import { cjaError } from '../errors.ts';
import { schemaIdOf } from '../schema-registry/schema-ids.ts';
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
  const { sandbox, chance } = dependencies;
  const setUp = new Date(setUpAt(sandbox)).toISOString();
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
      backfillsSummaryConnection: { backfillSummary: NO_BACKFILLS },
      sandboxName: { sandboxName: sandbox.name },
      sandboxId: { sandboxId: chance.uuid('sandbox') },
      validationErrors: { connectionValidationErrors: [] },
      tags: { tags: [] },
    }),
  };
}

const NO_BACKFILLS = { total: 0, failed: 0, inProgress: 0, completed: 0, invalid: false };

/** A dataset of a connection on the wire (cja.json: DataSetMetadata). */
function datasetOnTheWire(
  connection: Connection,
  { datasetId, type, personId, importsNewData }: Connection['datasets'][number],
  expansion: Expansion,
  { sandbox, ingestion }: Dependencies,
): Record<string, unknown> {
  const dataset = sandbox.datasets.find(({ id }) => id === datasetId);
  if (dataset === undefined)
    throw new Error(`connection ${connection.id} has a dataset ${datasetId} that does not exist`);
  const lastIngestedAt = ingestion.lastIngestedAt(connection.id, datasetId);
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
        streaming: importsNewData,
        ...(importsNewData ? { streamingEnabledAt: new Date(setUpAt(sandbox)).toISOString() } : {}),
      },
      granularBackfills: { backfills: [] },
      backfillsSummaryDataSets: { backfillSummary: NO_BACKFILLS },
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
