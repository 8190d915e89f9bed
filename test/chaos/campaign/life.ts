import type { Ended } from '../../e2e/truth/service.ts';
import { dayOf, midnightOf } from '../../e2e/truth/truth.ts';
import { causeText } from '../../../shared/executions/cause-text.ts';
import { gatherEvidence } from '../invariants/evidence.ts';
import { brokenInvariants } from '../invariants/invariants.ts';
import type { FaultKind } from '../faults/faults.ts';
import { Trouble } from '../faults/trouble.ts';
import type { RunPlan } from './plan.ts';
import { Runs } from './runs.ts';
import type { World } from './world.ts';

export interface Violation {
  /** Of the life, from 1. */
  readonly run: number;
  readonly invariant: string;
  readonly detail: string;
}

/** What became of one scheduled run. */
export interface RunReport {
  readonly run: number;
  readonly faults: readonly FaultKind[];
  readonly redrives: number;
  readonly violations: readonly Violation[];
  /** For a person who wants to know how it went. */
  readonly story: string;
}

const SIX_HOURS = 6 * 3_600_000;
/** More than that, and nobody would believe in a redrive any more. */
const MOST_REDRIVES = 4;
const REDRIVE_AFTER_MILLISECONDS = 40 * 60_000;
/** Executions that are left failed for a later day. */
const MOST_LEFT = 4;

/** One sync over many days, each with its scheduled run and with what goes wrong. */
export class Life {
  readonly #world: World;
  readonly #runs = new Runs();
  readonly #seen = new Set<string>();
  /** Executions that failed and may be redriven on a later day, oldest first. */
  #left: string[] = [];
  #trouble: Trouble;
  #isCjaDisturbed = false;
  #day = 0;
  #redrives = 0;
  #events: string[] = [];
  #violations: Violation[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#trouble = new Trouble(world, '');
  }

  async liveThrough(plan: RunPlan): Promise<RunReport> {
    const { service } = this.#world;
    this.#redrives = 0;
    this.#events = [];
    this.#violations = [];
    this.#day = Math.max(dayOf(service.clock.now()), this.#day + 1) + plan.pauseDays;
    await service.sleepUntil(midnightOf(this.#day) + SIX_HOURS);

    this.#trouble = new Trouble(this.#world, `run-${plan.run}`);
    const old = plan.faults.find((fault) => fault.kind === 'old run redriven')?.when;
    if (old === 'before') await this.#redriveOld(plan);
    const names = await this.#startUnder(plan);
    if (old === 'meanwhile') names.push(...(await this.#startRedriveOfOld()));
    await this.#end(plan, names);
    for (const name of names) await this.#recover(plan, name);
    if (old === 'after') await this.#redriveOld(plan);
    this.#trouble.mend();

    return {
      run: plan.run,
      faults: this.#trouble.struck(),
      redrives: this.#redrives,
      violations: this.#violations,
      story: `day ${this.#day}: ${JSON.stringify(plan.faults)} ${this.#events.join('; ')}`,
    };
  }

  /** @returns the executions that were started by the schedule */
  async #startUnder(plan: RunPlan): Promise<string[]> {
    const name = `run-${plan.run}`;
    const names = [name];
    const { service } = this.#world;
    await this.#trouble.arm(plan.faults, async () => {
      names.push(`${name}-twin`);
      await service.start(`${name}-twin`);
    });
    await service.start(name);
    return names;
  }

  /** Waits until no execution runs, and looks at everything. */
  async #end(plan: RunPlan, names: readonly string[]): Promise<void> {
    const { service, triggers } = this.#world;
    const trouble = this.#trouble;
    for (const name of names) {
      const ended = await service.ended(name);
      await triggers.settle();
      this.#runs.note(ended);
      this.#events.push(`${name} ${outcomeOf(ended)}`);
    }
    // A run is green only once CJA has taken in everything that it builds on.
    const isGreen = names.some((name) => this.#runs.isGreen(name));
    this.#isCjaDisturbed = !isGreen && (this.#isCjaDisturbed || trouble.hasDisturbedCja());
    const broken = await trouble.spare(async () =>
      brokenInvariants(await gatherEvidence(this.#world, this.#runs, this.#isCjaDisturbed)),
    );
    for (const { invariant, detail } of broken) this.#violate(plan, invariant, detail);
  }

  /** What the operator does with an execution that failed. */
  async #recover(plan: RunPlan, name: string): Promise<void> {
    if (this.#isOver(name)) return;
    if (plan.isLeftFailed) {
      this.#left = [...this.#left, name].slice(-MOST_LEFT);
      return;
    }
    for (let redrives = 0; redrives < MOST_REDRIVES && !this.#isOver(name) && !this.#isForGood(name); redrives++) {
      if (redrives >= plan.redrivesBeforeMended) {
        this.#trouble.mend();
        await this.#removeWhatStandsInTheWay(name);
      }
      await this.#world.service.sleepUntil(this.#world.service.clock.now() + REDRIVE_AFTER_MILLISECONDS);
      if (!(await this.#redrive(name))) break;
      await this.#end(plan, [name]);
    }
    const { error = null, status = '', cause = '' } = this.#runs.get(name) ?? {};
    if (error === 'MembershipSwing') await this.#acceptSwing(plan, name);
    if (!this.#isOver(name) && !this.#isForGood(name)) {
      this.#violate(
        plan,
        'a redrive ends green once the fault is over',
        `${name} is ${status}: ${error ?? ''}: ${causeText(cause)}`,
      );
    }
  }

  /** A query of another run that stalls for ever; the failure names it. */
  async #removeWhatStandsInTheWay(name: string): Promise<void> {
    const queryId = /query (\S+) of this sync was still in the way/.exec(this.#runs.get(name)?.cause ?? '')?.[1];
    if (queryId !== undefined) await this.#world.queryService.cancelQuery(queryId);
  }

  async #acceptSwing(plan: RunPlan, name: string): Promise<void> {
    const accepted = `${name}-accepted`;
    await this.#world.service.start(accepted, { acceptSwing: true });
    await this.#end(plan, [accepted]);
    await this.#recover({ ...plan, isLeftFailed: false }, accepted);
  }

  /** Green, skipped, or not to go on whatever is mended. */
  #isOver(name: string): boolean {
    const ended = this.#runs.get(name);
    return ended?.status === 'SUCCEEDED' || ended?.error === 'RunSuperseded';
  }

  /** Only a new execution accepts a swing, and what CJA never takes in only the next run's full refresh brings. */
  #isForGood(name: string): boolean {
    const { error = null } = this.#runs.get(name) ?? {};
    return error === 'MembershipSwing' || (error === 'CjaDeadlinePassed' && this.#isCjaDisturbed);
  }

  async #redriveOld(plan: RunPlan): Promise<void> {
    const names = await this.#startRedriveOfOld();
    if (names.length > 0) await this.#end(plan, names);
  }

  async #startRedriveOfOld(): Promise<string[]> {
    const name = this.#left.shift();
    if (name === undefined || !(await this.#redrive(name))) return [];
    this.#trouble.note('old run redriven');
    return [name];
  }

  async #redrive(name: string): Promise<boolean> {
    const isRedriven = await this.#world.service.redrive(name);
    if (isRedriven) this.#redrives += 1;
    return isRedriven;
  }

  #violate({ run }: RunPlan, invariant: string, detail: string): void {
    const key = `${invariant} ${detail}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#violations.push({ run, invariant, detail });
  }
}

const outcomeOf = ({ record, error, status }: Ended): string => record?.outcome ?? error ?? status;
