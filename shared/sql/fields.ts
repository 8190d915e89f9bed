/**
 * What the transform writes, as names and Spark types: for the statement itself, for the check of the schemas before a
 * run, and for whoever creates the datasets. Struct fields are written in the order of the dataset's own schema: Spark's
 * INSERT goes by position, down into structs.
 */

/** A member of the `objects` array, where a person's memberships stand in the target. Only `id` is indispensable. */
export const MEMBERSHIP_FIELDS = {
  id: 'string',
  name: 'string',
  lastQualificationTime: 'timestamp',
  origin: 'string',
} as const;

/** The target's fields under the tenant object, by their default names. Each shape fills its own; the others stay NULL. */
export const TARGET_FIELDS = {
  /** `delimited` and `single`: the audience ids. */
  audienceMembershipId: 'string',
  /** `delimited` and `single`: the audience names, in the order of the ids. */
  audienceMembershipIdName: 'string',
  /** `objects`: one struct per audience, sorted by audience id; empty for a person who is in none any more. */
  audienceMemberships: 'array<struct<id:string,name:string,lastQualificationTime:timestamp,origin:string>>',
  /** The run that wrote the row. */
  refreshRunId: 'string',
  /** When that run began. */
  refreshedAt: 'timestamp',
  /** When the run's oldest export job was created: with the run id it orders truths. */
  exportedAt: 'timestamp',
} as const;

/** The ledger's fields under the tenant object: one row per run, attempt and audience. Counts are of person IDs unless said otherwise. */
export const LEDGER_FIELDS = {
  syncName: 'string',
  refreshRunId: 'string',
  attempt: 'int',
  exportedAt: 'timestamp',
  /** `delta` or `full`: the newest `full` tells a later run whether it is time for another. */
  refreshMode: 'string',
  /** In which form rows were written, see `layoutOf`: where a later run has another one, it must be `full`. */
  layout: 'string',
  audienceId: 'string',
  audienceName: 'string',
  /** Members at export time, before any cut. */
  members: 'bigint',
  /** Shown now and not before; shown now = shown before + joined − left. */
  membersJoined: 'bigint',
  /** Shown before and not now. */
  membersLeft: 'bigint',
  /** Shown before under another name. */
  membersRenamed: 'bigint',
  /** `delimited`: members for whom this audience is beyond the tenth value. CJA shows members − cut. */
  membersCut: 'bigint',
  /** Export entries (profile and person ID) whose status is neither a member's nor `exited`. */
  otherStatuses: 'bigint',
  /** Rows of the export that this run read, all audiences together. */
  profilesRead: 'bigint',
  /** Those of them that hold no usable person ID. */
  profilesWithoutIdentity: 'bigint',
  /** Rows that this run wrote into the target, over all its attempts. */
  rowsWritten: 'bigint',
} as const;
export type LedgerField = keyof typeof LEDGER_FIELDS;
