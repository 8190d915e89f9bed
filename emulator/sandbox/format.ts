import * as z from 'zod';

/**
 * The description of an emulated Adobe sandbox: `sandbox.json` in a folder of its own, beside the records it refers to.
 * emulator/SANDBOX.md explains each part with examples; this schema is what is checked.
 */

const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, 'letters, digits, "_", ".", ":" and "-" only');
const TableName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a table name: lower-case letters, digits and "_"');
/** Dot notation from the record's root: `_acme.loyaltyId`. */
const FieldPath = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/,
    'a field path in dot notation, such as _acme.loyaltyId',
  );
const Namespace = z.string().min(1);

/** Where a record carries an identity: one field, or every entry of the record's own `identityMap`. */
const RecordIdentity = z.union([
  z.strictObject({ namespace: Namespace, path: FieldPath, primary: z.boolean().default(false) }),
  z.strictObject({ identityMap: z.literal(true) }),
]);
export type RecordIdentity = z.infer<typeof RecordIdentity>;

const DatasetBase = { id: Id, name: z.string().min(1), table: TableName };

/** A dataset that is filled from files: profile fragments or experience events. */
const RecordDataset = {
  ...DatasetBase,
  /** Files with records in XDM JSON, an array or one record a line; paths are relative to the sandbox folder. */
  records: z.array(z.string().min(1)).min(1),
  /**
   * On which simulated day (1 = first) a record arrives: a DuckDB SQL expression over the record's fields.
   * A result below 1 counts as 1; NULL means that the record never arrives.
   */
  arrivesOnDay: z.string().min(1).default('1'),
  identities: z.array(RecordIdentity).min(1),
};

/** Field name under the tenant object -> Spark SQL type, in schema order. */
const TenantFields = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().min(1));

export const SandboxDataset = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('profile'), ...RecordDataset }),
  z.strictObject({ kind: z.literal('event'), ...RecordDataset }),
  /** Receives export jobs: the union schema of the Profile class. */
  z.strictObject({ kind: z.literal('export'), ...DatasetBase }),
  /** Receives the transform: XDM Individual Profile with `personID` as primary identity. */
  z.strictObject({
    kind: z.literal('target'),
    ...DatasetBase,
    tenantFields: TenantFields.optional(),
    personIdNamespace: Namespace.optional(),
  }),
  /** Receives the run ledger: XDM ExperienceEvent. */
  z.strictObject({ kind: z.literal('ledger'), ...DatasetBase, tenantFields: TenantFields.optional() }),
]);
export type SandboxDataset = z.infer<typeof SandboxDataset>;

const MergePolicy = z.strictObject({
  id: Id,
  name: z.string().min(1),
  isDefault: z.boolean().default(false),
  version: z.int().positive().default(1),
  /** Ids of the profile datasets whose fragments merge; where two carry the same field, the earlier dataset wins. Left out: all, in the order of `datasets`. */
  datasets: z.array(Id).min(1).optional(),
});

const AudienceBase = {
  id: Id,
  name: z.string().min(1),
  description: z.string().optional(),
  /** Left out: the sandbox's default policy. */
  mergePolicyId: Id.optional(),
  lifecycleState: z.enum(['draft', 'published', 'inactive', 'archived']).default('published'),
};

const EvaluatedAudience = z.strictObject({
  ...AudienceBase,
  kind: z.literal('evaluated').optional(),
  /**
   * The membership rule: a DuckDB SQL predicate over the merged profile's fields (`person.gender = 'female'`), plus
   * `events`, the list of that person's event records that have arrived (`len(events) > 0`). Missing attributes are NULL; NULL is "no".
   */
  rule: z.string().min(1),
  evaluation: z.enum(['batch', 'streaming', 'edge']).default('batch'),
  /** `legacy` writes `existing` from a member's second day on, as Profile did before May 2023. */
  statuses: z.enum(['current', 'legacy']).default('current'),
});
export type EvaluatedAudience = z.infer<typeof EvaluatedAudience>;

/** The key in `segmentMembership` of the audiences that Real-Time Customer Profile evaluates, and their own namespace. */
export const PLATFORM_NAMESPACES = { membership: 'ups', audience: 'AEPSegments' };

/** An audience whose members came from elsewhere as a list of ids. */
const ExternalAudience = z.strictObject({
  ...AudienceBase,
  kind: z.literal('external'),
  /** The audience's namespace, which is also the key of its memberships in `segmentMembership`. */
  namespace: Namespace.regex(/^[A-Za-z0-9_.-]+$/, 'letters, digits, "_", "." and "-" only')
    .refine((name) => !Object.values(PLATFORM_NAMESPACES).includes(name), 'is what evaluated audiences have')
    .default('CustomerAudienceUpload'),
  originName: z.enum(['CUSTOM_UPLOAD', 'AUDIENCE_ORCHESTRATION', 'AUDIENCE_MANAGER']).default('CUSTOM_UPLOAD'),
  /** The id that the uploader gave it; left out: the same as `id`. */
  audienceId: Id.optional(),
  /** Of which identity namespace the members' ids are. */
  identityNamespace: Namespace,
  /** Files with one member each record: `{"id": "…", "joinsOnDay": 1, "leavesOnDay": 5}`; paths are relative to the sandbox folder. */
  members: z.array(z.string().min(1)).min(1),
});
export type ExternalAudience = z.infer<typeof ExternalAudience>;

const Audience = z.discriminatedUnion('kind', [EvaluatedAudience, ExternalAudience]);
export type Audience = z.infer<typeof Audience>;

/** What CJA takes as the person ID of a dataset. */
export const PersonIdSource = z.union([z.strictObject({ path: FieldPath }), z.strictObject({ namespace: Namespace })]);
export type PersonIdSource = z.infer<typeof PersonIdSource>;

const ConnectionDataset = z.strictObject({
  datasetId: Id,
  type: z.enum(['event', 'profile', 'lookup']),
  personId: PersonIdSource,
  /** "Import new data" is on. */
  importsNewData: z.boolean().default(true),
});

const Connection = z.strictObject({
  id: Id,
  name: z.string().min(1),
  datasets: z.array(ConnectionDataset).min(1),
  /** How long data is kept, profile rows included; left out: for ever. */
  dataRetentionMonths: z.int().positive().optional(),
});

const DataView = z.strictObject({
  id: Id,
  name: z.string().min(1),
  connectionId: Id,
  timeZone: z.string().default('UTC'),
  /** The dimensions that an admin dragged in: a field of one of the connection's datasets. Array-of-object fields by their leaf: `_acme.audienceMemberships.id`. */
  dimensions: z.array(
    z.strictObject({
      datasetId: Id,
      path: FieldPath,
      name: z.string().optional(),
      /** The text is a list: CJA's Substring transformation by delimiter, converted to an array. */
      delimiter: z.string().length(1).optional(),
    }),
  ),
});

export const SandboxDescription = z.strictObject({
  $schema: z.string().optional(),
  /** The lower-case name that goes into `x-sandbox-name`. */
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  orgId: z
    .string()
    .regex(/^[A-Za-z0-9]+@AdobeOrg$/)
    .default('EMULATED0000000000000000@AdobeOrg'),
  /** As `GET /stats` gives it: without the underscore that starts the XDM field. */
  tenantId: z.string().regex(/^[a-z][a-z0-9]*$/),
  /** The first simulated day; each day starts at midnight UTC. */
  startsOn: z.iso.date(),
  datasets: z.array(SandboxDataset).min(1),
  mergePolicies: z.array(MergePolicy).min(1),
  audiences: z.array(Audience).min(1),
  connections: z.array(Connection).default([]),
  dataViews: z.array(DataView).default([]),
});
export type SandboxDescription = z.infer<typeof SandboxDescription>;
