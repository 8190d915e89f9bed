import { describe, expect, it } from '@jest/globals';
import { connectionProblems } from '../../../functions/connection/target-in-connection.ts';
import { checkDataView } from '../../../functions/plan-run/check-data-view.ts';
import { identityProblems } from '../../../functions/plan-run/identity-problems.ts';
import { createCjaClient } from '../../../shared/adobe/cja.ts';
import { createSchemaRegistryClient } from '../../../shared/adobe/schema-registry.ts';
import { httpTo, startAdobeServer } from '../adobe/adobe-server.ts';

const UNION = '_xdm.context.profile__union';

describe('the identity field', () => {
  const problemsOf = async (fields: object, field = '_acme.crmId'): Promise<string[]> => {
    await using server = await startAdobeServer(() => ({
      body: { $id: UNION, properties: { _acme: { type: 'object', properties: fields } } },
    }));
    return await identityProblems({ field }, UNION, createSchemaRegistryClient(httpTo(server)));
  };

  it.each([
    ['text', { type: 'string', 'meta:xdmType': 'string' }],
    ['an integer', { type: 'integer', 'meta:xdmType': 'int' }],
    ['an integer of JSON Schema', { type: 'integer' }],
    ['a long', { type: 'integer', 'meta:xdmType': 'long' }],
    ['a short', { type: 'integer', 'meta:xdmType': 'short' }],
    ['a byte', { type: 'integer', 'meta:xdmType': 'byte' }],
    ['a type that nobody knows', { 'meta:xdmType': 'orbit' }],
  ])('may be %s', async (_, crmId) => {
    expect(await problemsOf({ crmId })).toEqual([]);
  });

  it.each([
    ['a number', { type: 'number', 'meta:xdmType': 'number' }, 'is a floating-point number (double): make it a string'],
    ['a number of JSON Schema', { type: 'number' }, 'is a floating-point number (double): make it a string'],
    ['an object', { type: 'object', properties: { id: { type: 'string' } } }, 'is no plain value but struct'],
    ['a list', { type: 'array', items: { type: 'string' } }, 'is no plain value but array'],
  ])('is refused if it is %s', async (_, crmId, says) => {
    const problems = await problemsOf({ crmId });
    expect(problems).toEqual([expect.stringContaining(`identity field _acme.crmId ${says}`)]);
  });

  it('is refused if no profile has it', async () => {
    const crmId = { type: 'string' };
    const absent = ['identity field _acme.crm is not in the Profile union schema'];
    expect(await problemsOf({ crmId }, '_acme.crm')).toEqual(absent);
    expect(await problemsOf({ crmId }, '_other.crmId')).toEqual([
      'identity field _other.crmId is not in the Profile union schema',
    ]);
  });
});

describe('the data view', () => {
  const check = async (status: number, body: object, dataViewId: string | undefined = 'dv_1') => {
    await using server = await startAdobeServer(() => ({ status, body }));
    const cja = createCjaClient(httpTo(server, { service: 'cja' }));
    const warnings = await checkDataView({ connectionId: 'dg_1', ...(dataViewId && { dataViewId }) }, cja);
    return { warnings, requests: server.requests.length };
  };

  it.each([
    ['of the connection', { id: 'dv_1', parentDataGroupId: 'dg_1' }],
    ['that does not tell its connection', { id: 'dv_1' }],
  ])('%s is fine', async (_, body) => {
    expect(await check(200, body)).toEqual({ warnings: [], requests: 1 });
  });

  it('is not asked for where there is none', async () => {
    expect(await check(200, {}, '')).toEqual({ warnings: [], requests: 0 });
  });

  it('of another connection is refused', async () => {
    await expect(check(200, { id: 'dv_1', parentDataGroupId: 'dg_2' })).rejects.toMatchObject({
      name: 'ConnectionUnusable',
      message: expect.stringMatching(/dv_1: it belongs to connection dg_2, not to dg_1/),
    });
  });

  it('that does not exist is refused', async () => {
    await expect(check(404, { errorCode: 'resource_not_found' })).rejects.toMatchObject({
      name: 'ConnectionUnusable',
      message: expect.stringMatching(/dv_1: it does not exist/),
    });
  });

  it('that the credential may not read is a warning', async () => {
    const { warnings } = await check(403, { errorCode: 'insufficient_access', errorDescription: 'no access' });
    expect(warnings).toEqual([expect.stringContaining('data view dv_1 cannot be read')]);
  });
});

describe('the person ID of the target in the connection', () => {
  const problemsOf = async (setting: object): Promise<string[]> => {
    const dataset = { dataSetId: 'target', type: 'profile', streaming: true, ...setting };
    await using server = await startAdobeServer(() => ({ body: { id: 'dg_1', dataSets: [dataset] } }));
    return connectionProblems(
      await createCjaClient(httpTo(server, { service: 'cja' })).getConnection('dg_1'),
      'target',
    );
  };

  it.each([
    ['the field that is written', { visitorId: 'personID', identityMap: false }],
    ['the field that is written, of a namespace', { visitorId: 'personID', identityNamespace: 'ECID' }],
    ['not told', {}],
    ['the field that is written, beside a mark that nobody explains', { visitorId: 'personID', identityMap: true }],
  ])('may be %s', async (_, setting) => {
    expect(await problemsOf(setting)).toEqual([]);
  });

  it.each([
    ['another field', { visitorId: '_acme.crmId' }, '_acme.crmId'],
    [
      'an identity map',
      { visitorId: 'identityMap', identityMap: true, identityNamespace: 'ECID' },
      'ECID in identityMap',
    ],
    ['an identity map without a field', { identityMap: true, identityNamespace: 'ECID' }, 'ECID in identityMap'],
    [
      'the primary identity of an identity map',
      { identityMap: true, usePrimaryIdNamespace: true },
      'the primary identity of identityMap',
    ],
  ])('is refused if it is %s', async (_, setting, source) => {
    expect(await problemsOf(setting)).toEqual([`the person ID of dataset target is ${source}: it must be personID`]);
  });
});
