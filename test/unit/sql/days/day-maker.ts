import type { TransformSpec } from '../../../../shared/sql/spec.ts';
import type { Day } from './expected-days.ts';
import type { Tables } from './rows.ts';
import { createChance, World } from './world.ts';

/** What happens on a day, and what its transform is asked to do. */
export interface Script {
  readonly title: string;
  /** Hours after the first export. */
  readonly at: number;
  readonly runId?: string;
  readonly shape: TransformSpec['shape'];
  readonly mode: TransformSpec['mode'];
  readonly skipEmptyRows?: true;
  readonly identity: TransformSpec['identity'];
  /** Places in the world's list, in the definition's order. */
  readonly audiences: readonly number[];
  /** The field names that a sync with another layout uses. */
  readonly hasOtherFields?: true;
  readonly rename?: readonly [audience: number, name: string];
  /** The share of people whose memberships change; left out: the export of the day before is read again. */
  readonly churn?: number | undefined;
  /** Batches that hold nothing although they were exported, or that nobody made. */
  readonly exported?: 'policy B is empty' | 'nobody';
  readonly counts?: 'one too many' | 'unknown';
  readonly acceptsSwing?: true;
  /** The first attempt dies between the two INSERTs. */
  readonly dies?: true;
  readonly refusedBy?: readonly string[];
}

const FIRST_EXPORT = Date.parse('2026-01-01T06:00:00.125Z');
const HOUR = 3_600_000;
const FIELDS = {
  ids: 'audienceMembershipId',
  names: 'audienceMembershipIdName',
  memberships: 'audienceMemberships',
  runId: 'refreshRunId',
  refreshedAt: 'refreshedAt',
  exportedAt: 'exportedAt',
};
export const TARGET_FIELD_ORDER = [
  'audienceMembershipId',
  'audienceMembershipIdName',
  'audienceMemberships',
  'segments',
  'refreshRunId',
  'refreshedAt',
  'exportedAt',
];
const LAYOUTS = {
  usual: {
    fields: FIELDS,
    membershipFields: ['id', 'name', 'lastQualificationTime', 'origin'],
    otherFieldTypes: { segments: 'array<struct<name:string,id:string>>' },
  },
  other: {
    fields: { ...FIELDS, memberships: 'segments' },
    membershipFields: ['name', 'id'],
    otherFieldTypes: {
      audienceMemberships: 'array<struct<id:string,name:string,lastQualificationTime:timestamp,origin:string>>',
    },
  },
};

/** Makes days out of scripts, over one world. */
export class DayMaker {
  readonly #world: World;
  #index = -1;
  #batches: Tables['export'] = [];

  constructor(profiles: number, seed: number) {
    this.#world = new World(profiles, createChance(seed));
  }

  next(script: Script): Day {
    this.#index += 1;
    const exportedAt = new Date(FIRST_EXPORT + script.at * HOUR);
    if (script.rename !== undefined) this.#world.audiences[script.rename[0]]!.name = script.rename[1];
    const arrives = script.churn === undefined ? [] : this.#export(script.churn, script.exported, exportedAt);
    if (script.exported === 'nobody') this.#batches = [];
    const spec = specOf(script, this.#index, exportedAt, this.#world, this.#batches);
    const attempts = script.dies === true ? [spec, { ...spec, attempt: 2 }] : [spec];
    return { title: script.title, arrives, attempts, refusedBy: script.refusedBy ?? [] };
  }

  /** This run's batches, the third being policy B's, and one of somebody else. */
  #export(churn: number, exported: Script['exported'], time: Date): Tables['export'] {
    this.#world.change(churn);
    const [first, second, third] = ['1', '2', '3'].map((batch) => `01DAY${this.#index}BATCH${batch}`);
    const batches = this.#world.export([first!, second!, third!], time);
    this.#batches = batches.map((batch) =>
      batch.batchId === third && exported !== undefined ? { ...batch, rows: [] } : batch,
    );
    return [...this.#batches, ...this.#world.export([`01DAY${this.#index}STRANGER`], time)];
  }
}

function specOf(day: Script, index: number, exportedAt: Date, world: World, batches: Tables['export']): TransformSpec {
  const { fields, membershipFields, otherFieldTypes } = LAYOUTS[day.hasOtherFields === true ? 'other' : 'usual'];
  const tooMany = day.counts === 'one too many' ? 1 : 0;
  return {
    sync: 'daily',
    runId: day.runId ?? `run-${String(index).padStart(4, '0')}`,
    attempt: 1,
    exportedAt: exportedAt.toISOString(),
    refreshedAt: new Date(exportedAt.getTime() - 5000).toISOString(),
    mode: day.mode,
    ...(day.skipEmptyRows === true && { skipEmptyRows: true }),
    shape: day.shape,
    identity: day.identity,
    exportTable: 'audience_export',
    targetTable: 'audience_membership',
    ledgerTable: 'audience_sync_ledger',
    tenant: '_acme',
    fields,
    membershipFields,
    otherFieldTypes,
    targetFields: TARGET_FIELD_ORDER,
    batches: batches.map(({ batchId, rows }, place) => ({
      id: batchId,
      exportedCount: day.counts === 'unknown' ? null : rows.length + (place === 1 ? tooMany : 0),
    })),
    audiences: day.audiences.map((place) => {
      const { policy, ...audience } = world.audiences[place]!;
      const own = batches.filter((_, batch) => (policy === 'B') === (batch === 2));
      return { ...audience, batchIds: own.map(({ batchId }) => batchId) };
    }),
    swing: day.acceptsSwing === true ? null : { minPercent: 50, maxPercent: 200, floor: 10 },
  };
}
