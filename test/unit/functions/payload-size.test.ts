import { describe, expect, it } from '@jest/globals';
import { planRun } from '../../../functions/plan-run/plan-run.ts';
import { recordRun } from '../../../functions/record-run/record-run.ts';
import { asciiJson } from '../../../infra/workflow/ascii-json.ts';
import { createCatalogClient } from '../../../shared/adobe/catalog.ts';
import { createCjaClient } from '../../../shared/adobe/cja.ts';
import { createSchemaRegistryClient } from '../../../shared/adobe/schema-registry.ts';
import { createSegmentationClient } from '../../../shared/adobe/segmentation.ts';
import { mostNameBytes, nameBytes } from '../../../shared/definition/audience-name.ts';
import { parseSyncDefinition } from '../../../shared/definition/parse.ts';
import { LEDGER_FIELDS, TARGET_FIELDS } from '../../../shared/sql/fields.ts';
import { ConfirmConnectionInput } from '../../../shared/steps/confirm.ts';
import { PlanRunInput, PlanRunOutput, type RunPlan } from '../../../shared/steps/plan-run.ts';
import { RecordRunInput, RunRecord } from '../../../shared/steps/run-record.ts';
import { CheckTransformOutput, StartTransformInput } from '../../../shared/steps/transform.ts';
import { httpTo, type Received, startAdobeServer } from '../adobe/adobe-server.ts';

/** docs: Step Functions quotas, "Maximum input or output size". */
const QUOTA = 256 * 1024;
/** What Step Functions' Lambda integration puts around a function's answer, generously. */
const ENVELOPE = 2048;
const AUDIENCES = 500;
const NOW = '2026-09-01T06:00:00.000Z';

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value)) + ENVELOPE;
const uuid = (index: number): string => `04a81716-43d6-4e7a-a49c-${String(index).padStart(12, '0')}`;
const context = { state: 'Check transform', now: NOW, redriveCount: 0, redrivenAt: null };

interface Extremes {
  readonly idOf?: (index: number) => string;
  /** In the definition; left out: Adobe's. */
  readonly name?: string;
  readonly nameInAdobe?: string;
}

const definitionOf = ({ idOf = uuid, name }: Extremes): unknown => ({
  name: 'n'.repeat(40),
  schedule: { cron: '0 6 * * ? *' },
  adobe: { sandbox: 'prod', credentialsSecret: 's'.repeat(256) },
  audiences: Array.from({ length: AUDIENCES }, (_, index) => ({
    id: idOf(index),
    ...(name === undefined ? {} : { name }),
  })),
  identity: { namespace: 'ECID' },
  datasets: { export: 'd-export', target: 'd-target', ledger: 'd-ledger' },
  membership: { tenant: '_acme' },
  cja: { connectionId: 'dg_1', dataViewId: 'dv_1' },
});

/** Adobe as a definition with external audiences finds it. */
function adobeAnswer({ path }: Received, nameInAdobe: string): unknown {
  const id = decodeURIComponent(path.split('/').at(-1) ?? '');
  if (path.includes('/audiences/')) {
    const isExternal = { namespace: 'CustomerAudienceUpload', originName: 'AUDIENCE_ORCHESTRATION' };
    return {
      id,
      name: nameInAdobe,
      ...isExternal,
      mergePolicyId: uuid(Number(id.at(-1)) % 5),
      lifecycleState: 'published',
    };
  }
  if (path.includes('/segment/jobs')) return { children: [], _page: {} };
  if (path.includes('/dataSets/')) {
    const schema = id === 'd-export' ? 'https://ns.adobe.com/xdm/context/profile__union' : `_acme.schemas.${id}`;
    return { [id]: { name: id, schemaRef: { id: schema }, tags: { 'adobe/pqs/table': [id.replace('-', '_')] } } };
  }
  if (path.includes('/schemaregistry/')) {
    const isTarget = id.endsWith('d-target');
    const names = Object.keys(isTarget ? TARGET_FIELDS : LEDGER_FIELDS);
    const fields = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
    const memberships = { type: 'array', items: { properties: { id: { type: 'string' }, name: { type: 'string' } } } };
    const properties = { ...fields, ...(isTarget ? { audienceMemberships: memberships } : {}) };
    return { $id: id, properties: { _acme: { properties } } };
  }
  if (path.includes('/connections/')) {
    return { id, dataSets: [{ dataSetId: 'd-target', type: 'profile', visitorId: 'personID', streaming: true }] };
  }
  return { id, parentDataGroupId: 'dg_1' };
}

async function plan(extremes: Extremes, overrides: object = {}): Promise<PlanRunOutput> {
  const { nameInAdobe = 'Gold' } = extremes;
  await using server = await startAdobeServer((request) => ({ body: adobeAnswer(request, nameInAdobe) }));
  const http = httpTo(server);
  const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:audience-sync-prod-daily';
  const input = PlanRunInput.parse({
    definition: asciiJson(parseSyncDefinition(definitionOf(extremes), 'the test')),
    overrides,
    execution: { arn: `${stateMachineArn}:run`, name: 'r'.repeat(80), startedAt: NOW, stateMachineArn },
    context,
  });
  expect(bytesOf(input)).toBeLessThan(QUOTA);
  const output = await planRun(input, {
    listActiveRuns: () => Promise.resolve([]),
    isDryRun: () => Promise.resolve(false),
    listConfirmedRuns: () => Promise.resolve([]),
    connect: () =>
      Promise.resolve({
        segmentation: createSegmentationClient(http),
        catalog: createCatalogClient(http),
        schemaRegistry: createSchemaRegistryClient(http),
        cja: createCjaClient(httpTo(server, { service: 'cja' })),
      }),
    logFor: () => undefined,
    log: () => undefined,
  });
  return PlanRunOutput.parse(output);
}

/** The payloads of the steps behind Plan run, each as its contract has it and as large as the plan lets it become. */
function laterPayloads({ run, transform, confirmation, exportGroups, warnings }: RunPlan): Record<string, unknown> {
  const person = 123_456_789;
  const ids = transform.audiences.map(({ id }) => id);
  const exports = exportGroups.map(({ mergePolicyId }) => ({
    mergePolicyId,
    jobId: '123456789',
    createdAt: NOW,
    batchIds: ['01M3REF970KV25NZH9F8KG279C'],
    exportedProfiles: person,
    finishedAt: NOW,
    warnings: [],
  }));
  const counts = {
    audiences: ids.map((id) => ({
      id,
      members: person,
      joined: person,
      left: person,
      renamed: person,
      cut: person,
      otherStatuses: person,
    })),
    profilesRead: person,
    profilesWithoutIdentity: person,
    rowsWritten: person,
  };
  const result = {
    queryId: uuid(1),
    attempt: 1,
    mode: 'full',
    modeReason: 'no confirmed run of this sync is on record',
    exportedAt: NOW,
    layout: 'objects namespace ECID all ids names memberships runId refreshedAt exportedAt',
    lastFullExportedAt: NOW,
    counts,
    wroteAt: NOW,
    firstWroteAt: NOW,
    finishedAt: NOW,
    rowsWritten: person,
    targetBatchIds: ['01M3REF970KV25NZH9F8KG279C'],
    ledgerBatchIds: ['01M3REF970KV25NZH9F8KG279C'],
    evidence: { rowCount: person, isInsertInto: true },
    warnings: [],
  };
  const attempt = {
    queryId: uuid(1),
    blockedBy: null,
    exportedAt: NOW,
    mode: 'full',
    modeReason: result.modeReason,
    lastFullExportedAt: NOW,
    attempt: 1,
    attemptsSinceRedrive: 1,
    firstStartedAt: NOW,
    startedAt: NOW,
    deadlineAt: NOW,
    gaveUp: [],
    redriveCount: 0,
    waitSeconds: 15,
    problem: null,
  };
  const confirmed = {
    confirmedAt: NOW,
    lastIngestedAt: NOW,
    audiences: ids.map((id) => ({ id, persons: person })),
    warnings: [],
  };
  const recordRunInput = RecordRunInput.parse({
    run,
    context,
    planWarnings: warnings,
    audiences: transform.audiences.map(({ id, name }) => ({ id, name })),
    exports,
    transform: result,
    confirmation: confirmed,
    housekeeping: { removedBatchIds: [], warnings: [] },
  });
  return {
    'Start transform': StartTransformInput.parse({ run, context, transform, exports, previous: attempt }),
    'Check transform, done': CheckTransformOutput.parse({ status: 'done', attempt, result }),
    'Confirm connection': ConfirmConnectionInput.parse({ run, context, confirmation, transform: result }),
    'Record run': recordRunInput,
    'the run record': RunRecord.parse(recordRun(recordRunInput)),
  };
}

describe('the payloads of a run with 500 audiences', () => {
  it.each<[string, Extremes]>([
    ['the longest names that a definition takes', { name: 'n'.repeat(mostNameBytes(AUDIENCES)) }],
    ['names from Adobe without any end', { nameInAdobe: 'Käufer, "🍂" '.repeat(1000) }],
    ['ids of another make, without names', { idOf: (index) => `${'i'.repeat(75)}${index}` }],
  ])('stay below 256 KiB with %s', async (_, extremes) => {
    const output = await plan(extremes);
    if (output.decision !== 'run') throw new Error('nothing was planned');
    expect(output.plan.transform.audiences).toHaveLength(AUDIENCES);
    expect(Math.max(...output.plan.transform.audiences.map(({ name }) => nameBytes(name)))).toBeLessThanOrEqual(
      mostNameBytes(AUDIENCES),
    );
    const payloads = { 'Plan run': output, ...laterPayloads(output.plan) };
    const tooLarge = Object.entries(payloads).filter(([, payload]) => bytesOf(payload) > QUOTA);
    expect(tooLarge.map(([step, payload]) => `${step}: ${bytesOf(payload)}`)).toEqual([]);
  });

  it('stay below 256 KiB in a dry run, which leaves the SQL out where it does not fit', async () => {
    const short = await plan({}, { dryRun: true });
    const long = await plan({ name: 'n'.repeat(mostNameBytes(AUDIENCES)) }, { dryRun: true });
    expect(Math.max(bytesOf(short), bytesOf(long))).toBeLessThan(QUOTA);
    expect(short).toMatchObject({ record: { outcome: 'planned' } });
    expect(long).toMatchObject({ record: { sql: { characters: expect.any(Number) } } });
  });

  it('are refused before anything is exported where ids and names are too long for them', async () => {
    const extremes = {
      idOf: (index: number) => String(index).padStart(128, 'i'),
      name: 'n'.repeat(mostNameBytes(AUDIENCES)),
    };
    await expect(plan(extremes)).rejects.toMatchObject({
      name: 'DefinitionInvalid',
      message: expect.stringMatching(
        /the plan for its 500 audiences takes \d+ bytes, and Step Functions passes on \d+/,
      ),
    });
  });
});
