import { describe, expect, it } from '@jest/globals';
import { createSchemaRegistryClient, type SchemaRegistryClient } from '../../../shared/adobe/schema-registry.ts';
import { type AdobeServer, httpTo, startAdobeServer } from './adobe-server.ts';

const SCHEMA = {
  $id: 'https://ns.adobe.com/acme/schemas/1f',
  title: 'Audiences',
  type: 'object',
  properties: {
    personID: { type: 'string', 'meta:xdmType': 'string' },
    _acme: {
      type: 'object',
      'meta:xdmType': 'object',
      properties: {
        runId: { type: 'string' },
        refreshedAt: { type: 'string', format: 'date-time', 'meta:xdmType': 'date-time' },
        audienceMemberships: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, id: { type: 'string' }, score: { type: 'number' } },
          },
        },
        ids: { type: 'array', items: { type: 'string' } },
      },
    },
    identityMap: {
      'meta:xdmType': 'map',
      additionalProperties: {
        type: 'array',
        items: { type: 'object', properties: { id: { type: 'string' }, primary: { type: 'boolean' } } },
      },
    },
  },
};

const registry = async (): Promise<AdobeServer & { client: SchemaRegistryClient }> => {
  const server = await startAdobeServer(() => ({ body: SCHEMA }));
  return { ...server, client: createSchemaRegistryClient(httpTo(server)) };
};

describe('the fields of a schema', () => {
  it.each<[string, string[]]>([
    ['', ['personID', '_acme', 'identityMap']],
    ['_acme', ['runId', 'refreshedAt', 'audienceMemberships', 'ids']],
    ['_acme.audienceMemberships', ['name', 'id', 'score']],
    ['identityMap', ['id', 'primary']],
    ['_acme.ids', []],
    ['_acme.runId', []],
    ['_other', []],
    ['_acme.nothing.deeper', []],
  ])('below %p stand in the order of the schema: %p', async (path, names) => {
    await using server = await registry();
    const fields = await server.client.getFields('https://ns.adobe.com/acme/schemas/1f', path);
    expect(fields.map(({ name }) => name)).toEqual(names);
  });

  it('have the types that Query Service gives them', async () => {
    await using server = await registry();
    const { fields } = await server.client.getSchema('x');
    expect(Object.fromEntries(fields.map(({ name, type }) => [name, type]))).toEqual({
      personID: 'string',
      _acme:
        'struct<runId:string,refreshedAt:timestamp,audienceMemberships:array<struct<name:string,id:string,score:double>>,ids:array<string>>',
      identityMap: 'map<string,array<struct<id:string,primary:boolean>>>',
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ type: 'string' }, 'string'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'integer' }, 'int'],
    [{ type: 'integer', 'meta:xdmType': 'byte' }, 'tinyint'],
    [{ type: 'integer', 'meta:xdmType': 'short' }, 'smallint'],
    [{ type: 'integer', 'meta:xdmType': 'int' }, 'int'],
    [{ type: 'integer', 'meta:xdmType': 'long' }, 'bigint'],
    [{ type: 'number' }, 'double'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'date-time' }, 'timestamp'],
    [{ type: 'string', format: 'uri', 'meta:xdmType': 'string' }, 'string'],
    [{ type: 'object', additionalProperties: { type: 'integer', 'meta:xdmType': 'long' } }, 'map<string,bigint>'],
    [{ type: 'object', additionalProperties: false, properties: {} }, 'struct<>'],
    [{}, 'unknown'],
  ])('%p is %s', async (field, type) => {
    await using server = await startAdobeServer(() => ({ body: { $id: 'x', properties: { field } } }));
    const { fields } = await createSchemaRegistryClient(httpTo(server)).getSchema('x');
    expect(fields).toMatchObject([{ name: 'field', type }]);
  });
});

it.each<[string, string]>([
  ['https://ns.adobe.com/acme/schemas/1f', '/tenant/schemas/https%3A%2F%2Fns.adobe.com%2Facme%2Fschemas%2F1f'],
  ['_acme.schemas.1f', '/tenant/schemas/_acme.schemas.1f'],
  [
    'https://ns.adobe.com/xdm/context/profile__union',
    '/tenant/unions/https%3A%2F%2Fns.adobe.com%2Fxdm%2Fcontext%2Fprofile__union',
  ],
  ['_xdm.context.profile__union', '/tenant/unions/_xdm.context.profile__union'],
  ['https://ns.adobe.com/xdm/schemas/x', '/global/schemas/https%3A%2F%2Fns.adobe.com%2Fxdm%2Fschemas%2Fx'],
])('schema %s is looked up at %s, with all its fields', async (id, path) => {
  await using server = await registry();
  await server.client.getSchema(id);
  expect(server.requests[0]).toMatchObject({
    path: `/data/foundation/schemaregistry${path}`,
    headers: { accept: 'application/vnd.adobe.xed-full+json;version=1' },
  });
});

it('the tenant id has no underscore', async () => {
  await using server = await startAdobeServer(() => ({ body: { imsOrg: 'o', tenantId: 'acme', counts: {} } }));
  expect(await createSchemaRegistryClient(httpTo(server)).getTenantId()).toBe('acme');
});
