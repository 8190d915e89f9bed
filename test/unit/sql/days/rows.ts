/** Rows as JSON: what the export holds, and what the transform writes. Times are ISO 8601 in UTC, to the millisecond. */

export interface ExportEntry {
  readonly lastQualificationTime: string | null;
  readonly status: string | null;
}

export interface ExportIdentity {
  readonly id: string | null;
  readonly primary: boolean | null;
}

export interface ExportRow {
  readonly identityMap: Readonly<Record<string, readonly ExportIdentity[]>> | null;
  readonly segmentMembership: Readonly<Record<string, Readonly<Record<string, ExportEntry>> | null>> | null;
  readonly _acme: { readonly crmId: string | null; readonly loyaltyNumber: number | null } | null;
}

export interface TargetRow {
  readonly _id: string;
  readonly personID: string;
  readonly _acme: Readonly<Record<string, unknown>>;
}

export interface LedgerRow {
  readonly _id: string;
  readonly timestamp: string;
  readonly _acme: {
    readonly refreshRunId: string;
    readonly attempt: number;
    readonly exportedAt: string;
    readonly audienceId: string;
    readonly members: number;
    readonly [name: string]: unknown;
  };
}

/** All that a transform reads. */
export interface Tables {
  readonly export: readonly { readonly batchId: string; readonly rows: readonly ExportRow[] }[];
  readonly target: readonly TargetRow[];
  readonly ledger: readonly LedgerRow[];
}

/** The columns of the tables, with Spark's types. `segments` is a second array, for a sync that changes its field names. */
export const COLUMNS = {
  audience_export: [
    { name: 'identityMap', type: 'map<string,array<struct<id:string,primary:boolean>>>' },
    {
      name: 'segmentMembership',
      type: 'map<string,map<string,struct<lastQualificationTime:timestamp,status:string>>>',
    },
    { name: '_acme', type: 'struct<crmId:string,loyaltyNumber:bigint>' },
  ],
  audience_membership: [
    { name: '_id', type: 'string' },
    { name: 'personID', type: 'string' },
    {
      name: '_acme',
      type:
        'struct<audienceMembershipId:string,audienceMembershipIdName:string,' +
        'audienceMemberships:array<struct<id:string,name:string,lastQualificationTime:timestamp,origin:string>>,' +
        'segments:array<struct<name:string,id:string>>,refreshRunId:string,refreshedAt:timestamp,exportedAt:timestamp>',
    },
  ],
  audience_sync_ledger: [
    { name: '_id', type: 'string' },
    { name: 'timestamp', type: 'timestamp' },
    {
      name: '_acme',
      type:
        'struct<syncName:string,refreshRunId:string,attempt:int,exportedAt:timestamp,refreshMode:string,layout:string,' +
        'audienceId:string,audienceName:string,members:bigint,membersJoined:bigint,membersLeft:bigint,membersRenamed:bigint,' +
        'membersCut:bigint,otherStatuses:bigint,profilesRead:bigint,profilesWithoutIdentity:bigint,rowsWritten:bigint>',
    },
  ],
} as const;
