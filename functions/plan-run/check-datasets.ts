import type { CatalogClient, Dataset } from '../../shared/adobe/catalog.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import type { SchemaField, SchemaRegistryClient } from '../../shared/adobe/schema-registry.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { LEDGER_FIELDS, MEMBERSHIP_FIELDS } from '../../shared/sql/fields.ts';
import type { TransformPlan } from '../../shared/steps/transform.ts';

interface Clients {
  readonly catalog: CatalogClient;
  readonly schemaRegistry: SchemaRegistryClient;
}

export type DatasetPlan = Pick<TransformPlan, 'tables' | 'targetFields' | 'membershipFields'>;

/** The union schema of the Profile class, by its URI and by its alternative id (docs: Export jobs; Ingest and use audiences). */
const UNION_SCHEMA = /context[/.]profile__union$/;

/**
 * Checks the three datasets of a sync before hours are spent on an export: they exist, can be read by Query Service,
 * and their schemas have the fields that will be written.
 * @throws SyncError `DatasetUnusable`, naming everything that is wrong
 */
export async function checkDatasets(
  definition: SyncDefinition,
  { catalog, schemaRegistry }: Clients,
): Promise<DatasetPlan> {
  const { datasets, membership } = definition;
  const [exported, target, ledger] = await Promise.all(
    [datasets.export, datasets.target, datasets.ledger].map((id) => getDataset(id, catalog)),
  );
  if (!exported || !target || !ledger) throw new Error('three datasets were asked for');

  const [targetFields, ledgerFields] = await Promise.all(
    [target, ledger].map((dataset) => schemaRegistry.getFields(dataset.schemaId, membership.tenant)),
  );
  if (!targetFields || !ledgerFields) throw new Error('two schemas were asked for');

  const problems = [
    ...(UNION_SCHEMA.test(exported.schemaId)
      ? []
      : [`dataset ${exported.id} must have the Profile union schema, not ${exported.schemaId}`]),
    ...missing(target.id, membership.tenant, requiredTargetFields(definition), targetFields),
    ...missing(ledger.id, membership.tenant, Object.keys(LEDGER_FIELDS), ledgerFields),
  ];
  if (problems.length > 0) throw unusable(`datasets of sandbox ${definition.adobe.sandbox}`, problems.join('; '));

  const memberships = targetFields.find(({ name }) => name === membership.fields.memberships)?.fields ?? [];
  return {
    tables: { export: exported.tableName, target: target.tableName, ledger: ledger.tableName },
    targetFields: targetFields.map(({ name }) => name),
    membershipFields: memberships.map(({ name }) => name),
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
  const absent = required.filter((name) => !present.has(name));
  return absent.length === 0
    ? []
    : [`the schema of dataset ${datasetId} lacks ${absent.map((name) => `${tenant}.${name}`).join(', ')}`];
}

async function getDataset(id: string, catalog: CatalogClient): Promise<Dataset & { readonly tableName: string }> {
  try {
    const dataset = await catalog.getDataset(id);
    // The tag appears shortly after a dataset is created (catalog.yaml: tags["adobe/pqs/table"]).
    if (dataset.tableName === null) throw unusable(`dataset ${id}`, 'Query Service has no table for it yet');
    return { ...dataset, tableName: dataset.tableName };
  } catch (error) {
    if (error instanceof AdobeError && error.name === 'AdobeNotFound')
      throw unusable(`dataset ${id}`, 'it does not exist');
    throw error;
  }
}

function unusable(resource: string, what: string): SyncError {
  return new SyncError('DatasetUnusable', { resource, what, next: 'Correct the dataset or the sync definition' });
}
