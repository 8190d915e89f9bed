import * as z from 'zod';
import { MOST_NAME_BYTES } from './audience-name.ts';

/**
 * The sync definition: one JSON file per sync in syncs/, baked into that sync's state machine.
 * It holds ids and choices, never a secret. `sync.schema.json` beside this file is generated from it for editors.
 */

/** Ids stand in SQL as literals, so they are held to characters that no layer of Query Service can misread (no `@`, no `--`). */
const Id = z
  .string()
  .regex(/^(?!.*--)[A-Za-z0-9][A-Za-z0-9_.:-]*$/, 'an id of letters, digits and "_.:-", without "--" or "@"')
  .max(128);
const FieldName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a field name of letters, digits and "_"');
const FieldPath = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/, 'a field path in dot notation, such as _acme.crmId');
const Percent = z.int().min(0).max(10_000);
const Minutes = z.int().min(1).max(7200);

const Schedule = z.strictObject({
  cron: z
    .string()
    .describe(
      'The six fields of an AWS cron expression: minutes, hours, day of month, month, day of week (names only), year.',
    )
    .meta({ examples: ['0 6 * * ? *', '30 5 ? * MON-FRI *'] }),
  timeZone: z.string().default('UTC').describe('An IANA time zone; daylight saving time is followed.'),
  enabled: z.boolean().default(true),
});

const Adobe = z.strictObject({
  sandbox: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'the lower-case name of a sandbox')
    .describe('The name (not the title) of the Experience Platform sandbox.'),
  credentialsSecret: z
    .string()
    .regex(/^[A-Za-z0-9/_+=.@-]+$/, 'a Secrets Manager name')
    .max(256)
    .describe('The name of the Secrets Manager secret with clientId, clientSecret, orgId and scopes.'),
});

const AudienceChoice = z.strictObject({
  id: Id.describe('The audience id as Real-Time Customer Profile shows it.'),
  name: z
    .string()
    .min(1)
    .max(MOST_NAME_BYTES)
    .refine((name) => name.isWellFormed(), 'text with half of a surrogate pair')
    .optional()
    .describe('The name that CJA shows. Left out: the name the audience has in Adobe Experience Platform.'),
});

const Identity = z.union(
  [
    z.strictObject({
      namespace: Id.describe('The identity namespace whose ids are the person IDs, spelled as in identityMap.'),
      which: z
        .enum(['all', 'primary'])
        .default('all')
        .describe('all: every id of the namespace is a person ID. primary: the primary one, else the first.'),
    }),
    z.strictObject({ field: FieldPath.describe('The profile field that holds the person ID.') }),
  ],
  'either {"namespace": …, "which": "all" or "primary"} or {"field": a path such as "_acme.crmId"}',
);

const Datasets = z.strictObject({
  export: Id.describe('Receives the export jobs; its schema is the Profile union schema.'),
  target: Id.describe('The Profile dataset that stands in the CJA connection.'),
  ledger: Id.describe('Receives one row per run and audience.'),
});

const Membership = z.strictObject({
  tenant: z
    .string()
    .regex(/^_[a-z][a-z0-9]*$/, 'the tenant object, with its underscore')
    .describe('The tenant object of the target and ledger schema, such as _acme.'),
  shape: z
    .enum(['objects', 'delimited', 'single'])
    .default('objects')
    .describe(
      'objects: array of objects. delimited: comma-separated strings, at most 10 values. single: one audience, plain strings.',
    ),
  fields: z
    .strictObject({
      ids: FieldName.default('audienceMembershipId'),
      names: FieldName.default('audienceMembershipIdName'),
      memberships: FieldName.default('audienceMemberships'),
      runId: FieldName.default('refreshRunId'),
      refreshedAt: FieldName.default('refreshedAt'),
      exportedAt: FieldName.default('exportedAt'),
    })
    .prefault({}),
});

const Cja = z.strictObject({
  connectionId: Id,
  dataViewId: Id.optional().describe('Checked and read back after each refresh when it is given.'),
});

const Refresh = z.strictObject({
  mode: z
    .enum(['delta', 'full'])
    .default('delta')
    .describe('delta writes a row only where a person’s membership changed.'),
  fullEveryDays: z
    .int()
    .min(1)
    .max(365)
    .default(28)
    .describe('A full refresh after this many days, well below half of CJA’s data retention.'),
});

const Guards = z.strictObject({
  maxShrinkPercent: Percent.max(100)
    .default(50)
    .describe('An audience that lost more than this since the last run stops the run.'),
  maxGrowPercent: Percent.default(100).describe(
    'An audience that grew by more than this since the last run stops the run.',
  ),
  minMembers: z.int().min(0).default(1000).describe('Audiences that had fewer person IDs than this may swing freely.'),
});

const Attempts = z.strictObject({
  export: z.int().min(1).max(5).default(2),
  transform: z.int().min(1).max(5).default(2),
});

const Deadlines = z.strictObject({
  exportMinutes: Minutes.default(240).describe('For all export jobs of a run together; there is one per merge policy.'),
  transformMinutes: Minutes.default(180),
  cjaMinutes: Minutes.default(720),
});

export const SyncDefinition = z
  .strictObject({
    $schema: z.string().optional(),
    name: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words of letters and digits, joined by "-"')
      .max(40)
      .describe('Part of the state machine’s name.'),
    schedule: Schedule,
    adobe: Adobe,
    audiences: z.array(AudienceChoice).min(1).max(500),
    identity: Identity,
    datasets: Datasets,
    membership: Membership,
    cja: Cja,
    refresh: Refresh.prefault({}),
    guards: Guards.prefault({}),
    attempts: Attempts.prefault({}),
    deadlines: Deadlines.prefault({}),
    keepExportBatchesOfRuns: z
      .int()
      .min(1)
      .max(100)
      .default(3)
      .describe('Export batches of older runs are removed once a run is confirmed.'),
  })
  .meta({ title: 'Audience Sync definition' });
export type SyncDefinition = z.infer<typeof SyncDefinition>;
export type IdentityChoice = SyncDefinition['identity'];
