import { expect } from '@jest/globals';
import { parseGuardMessage } from '../../../../shared/sql/guard-message.ts';
import type { TransformSpec } from '../../../../shared/sql/spec.ts';
import { transformSql } from '../../../../shared/sql/transform.ts';
import { statementsOf } from '../tokens.ts';
import { type Day, type ExpectedDay, ExpectedDays } from './expected-days.ts';
import { audiencesNow, audiencesWritten } from './model.ts';
import type { LedgerRow, TargetRow } from './rows.ts';
import { TransformWarehouse } from './transform-warehouse.ts';

/** Runs days for real, one after the other, and holds each to the model, to a repetition, and to what CJA will show. */
export class LiveDays {
  readonly #model = new ExpectedDays();
  readonly #warehouse: TransformWarehouse;
  #shown: { readonly memberships: string; readonly counts: Map<string, number> } | null = null;

  private constructor(warehouse: TransformWarehouse) {
    this.#warehouse = warehouse;
  }

  static async begin(): Promise<LiveDays> {
    return new LiveDays(await TransformWarehouse.create());
  }

  async next(day: Day): Promise<void> {
    const expected = this.#model.next(day);
    expect(refusals(expected)).toEqual(day.refusedBy);
    await this.#hold(expected);
  }

  async end(): Promise<void> {
    await this.#warehouse.close();
  }

  async #hold({ outcome, attempts, arrives, after }: ExpectedDay): Promise<void> {
    const spec = attempts.at(-1)!;
    await this.#warehouse.arrive(arrives);
    for (const attempt of attempts.slice(0, -1)) {
      expect((await this.#warehouse.run(withoutLedger(attempt))).error).toBe(null);
    }
    const written = await this.#warehouse.run(transformSql(spec));
    const [target, ledger] = [await this.#warehouse.target(), await this.#warehouse.ledger()];
    expect(byId(target)).toEqual(byId(after.target));
    expect(byId(ledger)).toEqual(byId(after.ledger));

    const again = await this.#warehouse.run(transformSql(spec));
    expect(again).toEqual({ target: 0, ledger: 0, error: written.error });

    if ('error' in outcome) {
      expect(written).toEqual({ target: 0, ledger: 0, error: expect.stringContaining(outcome.error) });
      expect(parseGuardMessage(written.error!)).toEqual(parseGuardMessage(outcome.error));
    } else {
      expect(written.error).toBe(null);
      const shown = shownByCja(spec, target);
      expect(shown).toEqual(audiencesNow(spec, after));
      this.#balance(spec, shown, outcome.ledger);
    }
  }

  /** Shown now = shown before + joined − left, for every audience, unless the fields that CJA shows are others than before. */
  #balance(spec: TransformSpec, shown: ReadonlyMap<string, readonly string[]>, ledger: readonly LedgerRow[]): void {
    const counts = new Map<string, number>();
    for (const id of [...shown.values()].flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
    const before = this.#shown?.memberships === spec.fields.memberships ? this.#shown.counts : null;
    this.#shown = { memberships: spec.fields.memberships, counts };
    for (const { _acme: row } of ledger) {
      const now = counts.get(row.audienceId) ?? 0;
      expect(row.members - Number(row['membersCut'])).toBe(now);
      if (before === null) continue;
      expect((before.get(row.audienceId) ?? 0) + Number(row['membersJoined']) - Number(row['membersLeft'])).toBe(now);
    }
  }
}

function refusals({ outcome }: ExpectedDay): string[] {
  const problems = 'error' in outcome ? (parseGuardMessage(outcome.error)?.problems ?? []) : [];
  return [...new Set(problems.map(({ code }) => code))];
}

/** What an attempt has done that dies between its two INSERTs. */
function withoutLedger(spec: TransformSpec): string {
  const block = transformSql(spec);
  return block.replace(`${statementsOf(block).at(-1)!};\n\n`, '');
}

/** CJA keeps one row per person ID, the one that came last; who is in nothing is left out. */
function shownByCja(spec: TransformSpec, target: readonly TargetRow[]): Map<string, string[]> {
  const order = ({ _acme }: TargetRow): string =>
    `${String(_acme[spec.fields.exportedAt])} ${String(_acme[spec.fields.runId])}`;
  const last = new Map<string, TargetRow>();
  for (const row of target) {
    const other = last.get(row.personID);
    if (other === undefined || order(row) > order(other)) last.set(row.personID, row);
  }
  const shown = [...last].map(([personID, row]): [string, string[]] => [personID, audiencesWritten(spec, row)]);
  return new Map(shown.filter(([, audiences]) => audiences.length > 0).sort());
}

const byId = (rows: readonly { readonly _id: string }[]): unknown[] =>
  [...rows].sort((left, right) => (left._id < right._id ? -1 : left._id > right._id ? 1 : 0));
