import * as z from 'zod';
import type { AdobeHttp } from './http.ts';

/** A field of an XDM schema. */
export interface SchemaField {
  readonly name: string;
  /** As Query Service has it: `string`, `array<struct<id:string,name:string>>`, …; `unknown` for a type that XDM does not have. */
  readonly type: string;
  /** Members, in the order of the schema: of the struct, of the array's items, or of the map's values. */
  readonly fields: readonly SchemaField[];
}

export interface Schema {
  readonly id: string;
  readonly title: string | null;
  /** In the order of the schema. */
  readonly fields: readonly SchemaField[];
}

/** Schemas. */
export interface SchemaRegistryClient {
  /** @param id URI or alternative id: `https://ns.adobe.com/acme/schemas/1f…`, `_acme.schemas.1f…` */
  readonly getSchema: (id: string) => Promise<Schema>;
  /**
   * The fields below a path, in the order of the schema: of a struct, or of the items of an array of structs.
   * @param path in dot notation, such as `_acme.audienceMemberships`; empty for the root
   * @returns nothing where the schema does not have the path
   */
  readonly getFields: (schemaId: string, path: string) => Promise<readonly SchemaField[]>;
  /** The tenant id, without the underscore that is in front of it in paths: `acme` for `_acme.…`. */
  readonly getTenantId: () => Promise<string>;
}

const PATH = '/data/foundation/schemaregistry';

/** With everything that the schema extends written out (docs: Schema Registry API, Accept header). */
const WITH_ALL_FIELDS = 'application/vnd.adobe.xed-full+json;version=1';

/** @param http the platform, with a sandbox */
export function createSchemaRegistryClient(http: AdobeHttp): SchemaRegistryClient {
  const getSchema = (id: string): Promise<Schema> =>
    http.get(pathOf(id), { resource: `schema ${id}`, schema: SchemaAnswer, accept: WITH_ALL_FIELDS });
  return {
    getSchema,
    getFields: async (schemaId, path) => fieldsAt((await getSchema(schemaId)).fields, path),
    getTenantId: async () => {
      const { tenantId } = await http.get(`${PATH}/stats`, { resource: 'tenant id', schema: StatsAnswer });
      return tenantId;
    },
  };
}

/** Unions have a place of their own; Adobe's own resources are global (schema-registry.yaml: paths). */
function pathOf(id: string): string {
  const kind = id.endsWith('__union') ? 'unions' : 'schemas';
  const isAdobes = kind === 'schemas' && /^(?:https:\/\/ns\.adobe\.com\/xdm\/|_xdm\.)/.test(id);
  return `${PATH}/${isAdobes ? 'global' : 'tenant'}/${kind}/${encodeURIComponent(id)}`;
}

function fieldsAt(fields: readonly SchemaField[], path: string): readonly SchemaField[] {
  if (path === '') return fields;
  return path.split('.').reduce((level, name) => level.find((field) => field.name === name)?.fields ?? [], fields);
}

/** schema-registry.yaml: statsResponse. */
const StatsAnswer = z.object({ tenantId: z.string().min(1) });

/** A node of JSON Schema, as far as it tells fields and types. */
interface XdmNode {
  readonly type?: unknown;
  readonly format?: unknown;
  readonly 'meta:xdmType'?: unknown;
  readonly properties?: Readonly<Record<string, XdmNode>> | undefined;
  readonly items?: XdmNode | undefined;
  readonly additionalProperties?: XdmNode | boolean | undefined;
}

const XdmNode: z.ZodType<XdmNode> = z.lazy(() =>
  z.object({
    type: z.unknown().optional(),
    format: z.unknown().optional(),
    'meta:xdmType': z.unknown().optional(),
    properties: z.record(z.string(), XdmNode).optional(),
    items: XdmNode.optional(),
    additionalProperties: z.union([z.boolean(), XdmNode]).optional(),
  }),
);

/** schema-registry.yaml: lookupSchemaResponse. */
const SchemaAnswer = z
  .object({ $id: z.string(), title: z.string().nullish(), properties: z.record(z.string(), XdmNode) })
  .transform(({ $id, title, properties }): Schema => ({ id: $id, title: title ?? null, fields: toFields(properties) }));

function toFields(properties: Readonly<Record<string, XdmNode>> = {}): SchemaField[] {
  return Object.entries(properties).map(([name, node]) => ({ name, ...toType(node) }));
}

/** XDM's types as Query Service's (docs: XDM field type constraints). */
const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  byte: 'tinyint',
  short: 'smallint',
  int: 'int',
  integer: 'int',
  long: 'bigint',
  number: 'double',
  double: 'double',
  date: 'date',
  'date-time': 'timestamp',
};

function toType(node: XdmNode): Omit<SchemaField, 'name'> {
  if (node.properties !== undefined) {
    const fields = toFields(node.properties);
    return { type: `struct<${fields.map(({ name, type }) => `${name}:${type}`).join(',')}>`, fields };
  }
  if (node.items !== undefined) {
    const { type, fields } = toType(node.items);
    return { type: `array<${type}>`, fields };
  }
  if (typeof node.additionalProperties === 'object') {
    const { type, fields } = toType(node.additionalProperties);
    return { type: `map<string,${type}>`, fields };
  }
  const names = [node['meta:xdmType'], node.format, node.type];
  const known = names.flatMap((name) => (typeof name === 'string' ? (SCALARS[name] ?? []) : []));
  return { type: known[0] ?? 'unknown', fields: [] };
}
