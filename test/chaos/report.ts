import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { LifePlan } from './campaign/campaign.ts';
import type { FaultKind } from './faults/faults.ts';
import type { RunReport, Violation } from './campaign/life.ts';

/** A violation, and how to see it again: `npm run chaos -- --seed <seed> --runs <runs>`. */
interface Found extends Violation {
  readonly seed: number;
  readonly runs: number;
}

/** What a campaign has come to so far. */
export class Tally {
  readonly #faults = new Map<FaultKind, number>();
  readonly #found: Found[] = [];
  #runs = 0;
  #redrives = 0;

  add({ seed, firstRun }: LifePlan, { run, faults, redrives, violations }: RunReport): void {
    this.#runs += 1;
    this.#redrives += redrives;
    for (const kind of faults) this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + 1);
    for (const violation of violations) {
      this.#found.push({ ...violation, run: firstRun + run - 1, seed, runs: run });
    }
  }

  get violations(): number {
    return this.#found.length;
  }

  get redrives(): number {
    return this.#redrives;
  }

  get runs(): number {
    return this.#runs;
  }

  /** @returns one JSON document */
  document(seed: number): string {
    const violations = this.#inOrder().map(({ run, invariant, detail }) => ({ run, invariant, detail }));
    const faults = Object.fromEntries(this.#sortedFaults());
    return `${JSON.stringify({ runs: this.#runs, seed, faults, redrives: this.#redrives, violations })}\n`;
  }

  /** What a person wants to see at the end. */
  table(seed: number): string {
    const faults = new Table({ head: ['Fault', 'Times'], colAligns: ['left', 'right'], style: STYLE });
    for (const [kind, times] of this.#sortedFaults()) faults.push([kind, times]);
    const found = this.#inOrder().map(
      ({ run, invariant, detail, seed: ofLife, runs }) =>
        `${styleText('red', `run ${run}: ${invariant}`)}\n  ${detail}\n  again: npm run chaos -- --seed ${ofLife} --runs ${runs}`,
    );
    const summary = `${this.#runs} runs, ${this.#redrives} redrives, ${found.length} violations, seed ${seed}`;
    const color = found.length === 0 ? 'green' : 'red';
    return [faults.toString(), ...found, styleText(color, summary), ''].join('\n');
  }

  #sortedFaults(): [FaultKind, number][] {
    return [...this.#faults].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  #inOrder(): readonly Found[] {
    return this.#found.toSorted((left, right) => left.run - right.run);
  }
}

const STYLE = { head: [], border: [], compact: true };
