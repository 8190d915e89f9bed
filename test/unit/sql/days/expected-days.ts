import type { TransformSpec } from '../../../../shared/sql/spec.ts';
import { expectedOutcome, type Outcome } from './model.ts';
import type { LedgerRow, Tables, TargetRow } from './rows.ts';

/** A day's transform: all attempts but the last die between the two INSERTs. */
export interface Day {
  readonly title: string;
  /** Batches that arrive on this day, of this run and of others. */
  readonly arrives: Tables['export'];
  readonly attempts: readonly TransformSpec[];
  /** Codes of the guards that must stop it, so that a day is what its title says. */
  readonly refusedBy: readonly string[];
}

export interface ExpectedDay extends Day {
  /** What the attempts add, all together. */
  readonly outcome: Outcome;
  /** The tables when the day is over. */
  readonly after: Tables;
}

/** Lets the model live through days, one after the other. */
export class ExpectedDays {
  #tables: Tables = { export: [], target: [], ledger: [] };

  next(day: Day): ExpectedDay {
    this.#tables = { ...this.#tables, export: [...this.#tables.export, ...day.arrives] };
    const target: TargetRow[] = [];
    const ledger: LedgerRow[] = [];
    for (const [index, spec] of day.attempts.entries()) {
      const outcome = expectedOutcome(spec, this.#tables);
      if ('error' in outcome) return { ...day, outcome, after: this.#tables };
      target.push(...outcome.target);
      if (index === day.attempts.length - 1) ledger.push(...outcome.ledger);
      this.#tables = {
        ...this.#tables,
        target: [...this.#tables.target, ...outcome.target],
        ledger: [...this.#tables.ledger, ...ledger],
      };
    }
    return { ...day, outcome: { target, ledger }, after: this.#tables };
  }
}
