/** Whose ids are the person IDs: those of a namespace in identityMap, or the value of a field (numbers become decimal strings). */
export type TransformIdentity =
  { readonly namespace: string; readonly which: 'all' | 'primary' } | { readonly field: string };

export interface TransformAudience {
  readonly id: string;
  /** The key of its memberships in `segmentMembership`, such as `ups`. */
  readonly membershipNamespace: string;
  /** Any text; `delimited` turns a comma, with the blanks around it, into one blank. */
  readonly name: string;
  /** Any text; empty where nobody knows. */
  readonly origin: string;
  /** The export batches of its own merge policy: only there does its membership count. */
  readonly batchIds: readonly string[];
}

/** Everything the statement of one attempt depends on: equal specifications give equal text. */
export interface TransformSpec {
  readonly sync: string;
  readonly runId: string;
  /** 1, 2, … over the whole run. */
  readonly attempt: number;
  /** ISO 8601 in UTC: when the run's oldest export job was created. */
  readonly exportedAt: string;
  /** ISO 8601 in UTC: when the run began. */
  readonly refreshedAt: string;
  /** `delta` writes a row where membership changed against a person's newest row; `full` writes one for everyone. */
  readonly mode: 'delta' | 'full';
  /**
   * Only for `full`: leave out person IDs who are in no audience and whose newest row is already empty. Right only where
   * CJA is known to hold that empty row in this very form: the last run that wrote was confirmed, and the layout is still
   * the same. Otherwise CJA may show a stale audience, and everyone in the target gets a row.
   */
  readonly skipEmptyRows?: boolean;
  readonly shape: 'objects' | 'delimited' | 'single';
  readonly identity: TransformIdentity;
  readonly exportTable: string;
  readonly targetTable: string;
  readonly ledgerTable: string;
  /** The tenant object of target and ledger, with its underscore. */
  readonly tenant: string;
  /** Names under the tenant object of the target. */
  readonly fields: {
    readonly ids: string;
    readonly names: string;
    readonly memberships: string;
    readonly runId: string;
    readonly refreshedAt: string;
    readonly exportedAt: string;
  };
  /** All names under the tenant object of the target, in schema order. */
  readonly targetFields: readonly string[];
  /** Spark types of those among them that no setting in `fields` names; they are written as NULL. */
  readonly otherFieldTypes?: Readonly<Record<string, string>>;
  /** Names in a struct of the memberships array, in schema order; empty where the target has no such array. */
  readonly membershipFields: readonly string[];
  /** Names under the tenant object of the ledger, in schema order; left out: the order of LEDGER_FIELDS. */
  readonly ledgerFields?: readonly string[];
  /** The batches of this run's exports; none where nobody was exported. `null`: nobody told the count, so it is not checked. */
  readonly batches: readonly { readonly id: string; readonly exportedCount: number | null }[];
  readonly audiences: readonly TransformAudience[];
  /**
   * Members now, in percent of the audience's newest ledger row of another run, must lie between the two limits, unless
   * there were fewer than `floor`. `null`: any swing is accepted.
   */
  readonly swing: { readonly minPercent: number; readonly maxPercent: number; readonly floor: number } | null;
}

/** How many values CJA's delimited route can carry. */
export const MOST_DELIMITED_VALUES = 10;

/**
 * In which form rows are written, as one readable line: shape, identity and field names. A run whose layout is not that of
 * the last run that wrote must be `full`. It stands in every ledger row.
 */
export function layoutOf({ shape, identity, fields }: Pick<TransformSpec, 'shape' | 'identity' | 'fields'>): string {
  const personId =
    'field' in identity ? `field ${identity.field}` : `namespace ${identity.namespace} ${identity.which}`;
  const { ids, names, memberships, runId, refreshedAt, exportedAt } = fields;
  return [shape, personId, ids, names, memberships, runId, refreshedAt, exportedAt].join(' ');
}
