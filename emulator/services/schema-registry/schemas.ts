import type { SandboxDataset, SandboxDescription } from '../../sandbox/format.ts';
import type { SparkColumn } from '../../sandbox/population.ts';
import { setUpAt } from '../catalog/format.ts';
import { xdmFields } from './json-schema.ts';
import { altIdOf, classOf, PROFILE_CLASS, PROFILE_UNION, schemaIdOf } from './schema-ids.ts';

/** A schema or union in the registry. */
export interface Schema {
  readonly id: string;
  readonly altId: string;
  readonly title: string;
  readonly resourceType: 'schemas' | 'unions';
  readonly classId: string;
  readonly columns: readonly SparkColumn[];
}

/** One schema per dataset, except that all export datasets have the union. */
export function schemasOf(
  sandbox: SandboxDescription,
  columnsOf: (dataset: SandboxDataset) => readonly SparkColumn[],
): Schema[] {
  return sandbox.datasets
    .filter((dataset) => dataset.kind !== 'export')
    .map((dataset) => {
      const id = schemaIdOf(dataset, sandbox);
      return {
        id,
        altId: altIdOf(id),
        title: dataset.name,
        resourceType: 'schemas',
        classId: classOf(dataset),
        columns: columnsOf(dataset),
      };
    });
}

export function profileUnion(columns: readonly SparkColumn[]): Schema {
  return {
    id: PROFILE_UNION,
    altId: altIdOf(PROFILE_UNION),
    title: 'XDM Individual Profile',
    resourceType: 'unions',
    classId: PROFILE_CLASS,
    columns,
  };
}

export interface SchemaView {
  /** With the fields of everything that the schema extends (`xed-full`), or as `$ref`s to it (`xed`). */
  readonly isFull: boolean;
  readonly hasText: boolean;
}

/** A schema on the wire (schema-registry.yaml: lookupSchemaResponse). */
export function schemaOnTheWire(
  schema: Schema,
  view: SchemaView,
  sandbox: SandboxDescription,
): Record<string, unknown> {
  const extended = [schema.classId, fieldGroupOf(schema, sandbox)];
  const setUp = setUpAt(sandbox);
  return {
    $id: schema.id,
    'meta:altId': schema.altId,
    'meta:resourceType': schema.resourceType,
    version: '1.0',
    ...(view.hasText ? { title: schema.title, description: '' } : {}),
    type: 'object',
    ...(view.isFull ? { properties: xdmFields(schema.columns) } : { allOf: extended.map(($ref) => ({ $ref })) }),
    imsOrg: sandbox.orgId,
    'meta:extensible': false,
    'meta:abstract': false,
    'meta:extends': extended,
    'meta:xdmType': 'object',
    'meta:registryMetadata': { 'repo:createdDate': setUp, 'repo:lastModifiedDate': setUp },
    'meta:class': schema.classId,
    'meta:containerId': 'tenant',
    'meta:tenantNamespace': `_${sandbox.tenantId}`,
  };
}

function fieldGroupOf(schema: Schema, { tenantId }: SandboxDescription): string {
  return `https://ns.adobe.com/${tenantId}/mixins/${schema.id.split('/').at(-1) ?? ''}`;
}

/** A line of a list (schema-registry.yaml: listResponseItemWithVersion). */
export function schemaListItem({ id, altId, title }: Schema): Record<string, unknown> {
  return { title, $id: id, 'meta:altId': altId, version: '1.0' };
}
