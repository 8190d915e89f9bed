import type { CatalogClient, Dataset } from '../../shared/adobe/catalog.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import type { SchemaField, SchemaRegistryClient } from '../../shared/adobe/schema-registry.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { LEDGER_FIELDS } from '../../shared/sql/fields.ts';
import type { TransformPlan } from '../../shared/steps/transform.ts';
import { identityProblems } from './identity-problems.ts';

interface Clients {
  readonly catalog: CatalogClient;
  readonly schemaRegistry: SchemaRegistryClient;
}

export type DatasetPlan = Pick<
  TransformPlan,
  'tables' | 'targetFields' | 'otherFieldTypes' | 'membershipFields' | 'ledgerFields'
>;

type QueryableDataset = Dataset & { readonly tableName: string };

/** The union schema of the Profile class, by its URI and by its alternative id (docs: Export jobs; Ingest and use audiences). */
const UNION_SCHEMA = /context[/.]profile__union$/;

/**
 * Checks the three datasets of a sync before hours are spent on an export: they exist, Query Service can read them, and
 * their schemas have the fields that will be written.
 * @throws SyncError `DatasetUnusable`, naming everything that is wrong
 */
export async function checkDatasets(
  definition: SyncDefinition,
  { catalog, schemaRegistry }: Clients,
): Promise<DatasetPlan> {
  const { datasets, membership, adobe } = definition;
  const exported = await getDataset(datasets.export, catalog);
  const target = await getDataset(datasets.target, catalog);
  const ledger = await getDataset(datasets.ledger, catalog);
  const targetFields = await schemaRegistry.getFields(target.schemaId, membership.tenant);
  const ledgerFields = await schemaRegistry.getFields(ledger.schemaId, membership.tenant);

  const problems = [
    ...(UNION_SCHEMA.test(exported.schemaId)
      ? await identityProblems(definition.identity, exported.schemaId, schemaRegistry)
      : [`dataset ${exported.id} must have the Profile union schema, not ${exported.schemaId}`]),
    ...missing(target.id, membership.tenant, requiredTargetFields(definition), targetFields),
    ...missing(ledger.id, membership.tenant, Object.keys(LEDGER_FIELDS), ledgerFields),
  ];
  if (problems.length > 0) throw unusable(`datasets of sandbox ${adobe.sandbox}`, problems.join('; '));

  const configured = new Set<string>(Object.values(membership.fields));
  const memberships = targetFields.find(({ name }) => name === membership.fields.memberships)?.fields ?? [];
  return {
    tables: { export: exported.tableName, target: target.tableName, ledger: ledger.tableName },
    targetFields: targetFields.map(({ name }) => name),
    otherFieldTypes: Object.fromEntries(
      targetFields.filter(({ name }) => !configured.has(name)).map(({ name, type }) => [name, type]),
    ),
    membershipFields: memberships.map(({ name }) => name),
    ledgerFields: ledgerFields.map(({ name }) => name),
  };
}

function requiredTargetFields({ membership: { shape, fields } }: SyncDefinition): string[] {
  const ofShape = shape === 'objects' ? [fields.memberships] : [fields.ids, fields.names];
  return [...ofShape, fields.runId, fields.refreshedAt, fields.exportedAt];
}

function missing(
  datasetId: string,
  tenant: string,
  required: readonly string[],
  fields: readonly SchemaField[],
): string[] {
  const present = new Set(fields.map(({ name }) => name));
  const absent = required.filter((name) => !present.has(name)).map((name) => `${tenant}.${name}`);
  return absent.length === 0 ? [] : [`the schema of dataset ${datasetId} lacks ${absent.join(', ')}`];
}

async function getDataset(id: string, catalog: CatalogClient): Promise<QueryableDataset> {
  const { tableName, ...dataset } = await findDataset(id, catalog);
  // The tag appears shortly after a dataset is created (catalog.yaml: tags["adobe/pqs/table"]).
  if (tableName === null) throw unusable(`dataset ${id}`, 'Query Service has no table for it yet');
  return { ...dataset, tableName };
}

async function findDataset(id: string, catalog: CatalogClient): Promise<Dataset> {
  try {
    return await catalog.getDataset(id);
  } catch (error) {
    if (!(error instanceof AdobeError && error.name === 'AdobeNotFound')) throw error;
    throw unusable(`dataset ${id}`, 'it does not exist');
  }
}

function unusable(resource: string, what: string): SyncError {
  return new SyncError('DatasetUnusable', { resource, what, next: 'Correct the dataset or the sync definition' });
}
