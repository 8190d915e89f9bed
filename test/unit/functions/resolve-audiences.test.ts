import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ResolvedAudiences, resolveAudiences } from '../../../functions/plan-run/resolve-audiences.ts';
import { createSegmentationClient } from '../../../shared/adobe/segmentation.ts';
import { MOST_NAME_BYTES, nameBytes, shortName } from '../../../shared/definition/audience-name.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import { httpTo, startAdobeServer } from '../adobe/adobe-server.ts';

const POLICIES = [
  { id: 'other', default: false },
  { id: 'standard', default: true },
];

/** What is planned for an audience of which Adobe tells this. */
async function resolve(audience: object, choice: object = {}): Promise<ResolvedAudiences> {
  await using server = await startAdobeServer(({ path }) => ({
    body: path.endsWith('/mergePolicies') ? { children: POLICIES } : { id: 'a1', name: 'Gold', ...audience },
  }));
  const definition = parseSyncDefinition(
    {
      name: 'daily',
      schedule: { cron: '0 6 * * ? *' },
      adobe: { sandbox: 'prod', credentialsSecret: 'secret' },
      audiences: [{ id: 'a1', ...choice }],
      identity: { namespace: 'ECID' },
      datasets: { export: 'd1', target: 'd2', ledger: 'd3' },
      membership: { tenant: '_acme' },
      cja: { connectionId: 'dg_1' },
    },
    'the test',
  );
  return await resolveAudiences(definition, createSegmentationClient(httpTo(server)));
}

describe('an audience', () => {
  it.each<[string, object, object]>([
    [
      'of the platform stands under ups, whatever its own namespace is called',
      { namespace: 'AEPSegments', mergePolicyId: 'other', originName: 'REAL_TIME_CUSTOMER_PROFILE' },
      { membershipNamespace: 'ups', mergePolicyId: 'other', origin: 'REAL_TIME_CUSTOMER_PROFILE' },
    ],
    [
      'from elsewhere stands under its own namespace, and has the default merge policy',
      { namespace: 'CustomerAudienceUpload', originName: 'CUSTOM_UPLOAD', audienceId: 'a1' },
      { membershipNamespace: 'CustomerAudienceUpload', mergePolicyId: 'standard', origin: 'CUSTOM_UPLOAD' },
    ],
    [
      'from elsewhere keeps a merge policy that it has',
      { namespace: 'AAM', mergePolicyId: 'other' },
      { membershipNamespace: 'AAM', mergePolicyId: 'other', origin: '' },
    ],
  ])('%s', async (_, audience, planned) => {
    expect(await resolve(audience)).toMatchObject({ planned: [{ id: 'a1', name: 'Gold', ...planned }], warnings: [] });
  });

  it('that has another id where it comes from is told', async () => {
    const { warnings } = await resolve({ namespace: 'AAM', audienceId: 'aam-17' });
    expect(warnings).toEqual([expect.stringContaining('audiences a1 have another id where they come from')]);
  });

  it('with a name without any end is called by its beginning, which is told', async () => {
    const { planned, warnings } = await resolve({ name: 'Gold '.repeat(2000), mergePolicyId: 'other' });
    expect(planned[0]?.name).toMatch(/^(Gold )+.*…$/);
    expect(warnings).toEqual([
      expect.stringContaining(`names of audiences a1 are longer than ${MOST_NAME_BYTES} bytes`),
    ]);
  });

  it('that the definition names keeps that name, however long Adobe’s is', async () => {
    const { planned, warnings } = await resolve({ name: 'x'.repeat(1000), mergePolicyId: 'other' }, { name: 'Gold' });
    expect([planned[0]?.name, warnings]).toEqual(['Gold', []]);
  });
});

describe('a name that is cut', () => {
  it('fits, is well formed, and begins as it did, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
        const short = shortName(name, 128);
        expect(nameBytes(short)).toBeLessThanOrEqual(128);
        expect(short.isWellFormed()).toBe(true);
        expect(short === name || name.startsWith(short.slice(0, -1))).toBe(true);
        expect(short === name).toBe(nameBytes(name) <= 128);
      }),
    );
  });
});
