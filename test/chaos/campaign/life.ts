import { CONNECTION, DATASETS } from '../../e2e/truth/sandbox.ts';
import type { Ended } from '../../e2e/truth/service.ts';
import { dayOf, midnightOf } from '../../e2e/truth/truth.ts';
import { gatherEvidence } from '../invariants/evidence.ts';
import { brokenInvariants } from '../invariants/invariants.ts';
import type { Fault, FaultKind } from './faults.ts';
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

const PLACE = { connectionId: CONNECTION, datasetId: DATASETS.target };
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
  #isCjaDisturbed = false;
  #batchesToSkip = 0;
  #batchesSeen = 0;
  #day = 0;
  #redrives = 0;
  #events: string[] = [];
  #violations: Violation[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async liveThrough(plan: RunPlan): Promise<RunReport> {
    const { service } = this.#world;
    this.#redrives = 0;
    this.#events = [];
    this.#violations = [];
    this.#day = Math.max(dayOf(service.clock.now()), this.#day + 1) + plan.pauseDays;
    await service.sleepUntil(midnightOf(this.#day) + SIX_HOURS);

    const old = plan.faults.find((fault) => fault.kind === 'old run redriven')?.when;
    if (old === 'before') await this.#redriveOld(plan);
    const names = await this.#startUnder(plan);
    if (old === 'meanwhile') names.push(...(await this.#startRedriveOfOld()));
    await this.#end(plan, names);
    for (const name of names) await this.#recover(plan, name);
    if (old === 'after') await this.#redriveOld(plan);

    return {
      run: plan.run,
      faults: plan.faults.map(({ kind }) => kind),
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
    const release = service.clock.hold();
    for (const fault of plan.faults) await this.#inject(fault, name, names);
    await service.start(name);
    const twin = plan.faults.find((fault) => fault.kind === 'duplicate start');
    if (twin !== undefined && twin.state === null) {
      names.push(`${name}-twin`);
      await service.start(`${name}-twin`);
    }
    release();
    return names;
  }

  async #inject(fault: Fault, name: string, names: string[]): Promise<void> {
    const { service, triggers } = this.#world;
    const { cja } = service.emulator;
    switch (fault.kind) {
      case 'execution stopped':
        triggers.when(name, fault.state, fault.nth, () => service.stop(name));
        break;
      case 'duplicate start':
        if (fault.state === null) break;
        triggers.when(name, fault.state, 1, () => {
          names.push(`${name}-twin`);
          return service.start(`${name}-twin`);
        });
        break;
      case 'CJA skips a batch':
        this.#isCjaDisturbed = true;
        this.#batchesToSkip += 1;
        await cja.skipNextBatch(PLACE);
        break;
      case 'dataset added to CJA again':
        this.#isCjaDisturbed = true;
        await cja.readdDataset(PLACE);
        break;
      case 'old run redriven':
    }
  }

  /** Waits until no execution runs, and looks at everything. */
  async #end(plan: RunPlan, names: readonly string[]): Promise<void> {
    const { service, triggers } = this.#world;
    for (const name of names) {
      const ended = await service.ended(name);
      await triggers.settle();
      this.#runs.note(ended);
      this.#events.push(`${name} ${outcomeOf(ended)}`);
    }
    const evidence = await gatherEvidence(this.#world, this.#runs, this.#isCjaDisturbed);
    this.#batchesToSkip = Math.max(0, this.#batchesToSkip - (evidence.batches.length - this.#batchesSeen));
    this.#batchesSeen = evidence.batches.length;
    // A run is green only once CJA has taken in everything that it builds on.
    if (names.some((name) => this.#runs.isGreen(name))) this.#isCjaDisturbed = this.#batchesToSkip > 0;
    for (const broken of await brokenInvariants({ ...evidence, isCjaDisturbed: this.#isCjaDisturbed })) {
      this.#violate(plan, broken.invariant, broken.detail);
    }
  }

  /** What the operator does with an execution that failed. */
  async #recover(plan: RunPlan, name: string): Promise<void> {
    if (this.#isOver(name)) return;
    if (plan.isLeftFailed) {
      this.#left = [...this.#left, name].slice(-MOST_LEFT);
      return;
    }
    for (let redrives = 0; redrives < MOST_REDRIVES && !this.#isOver(name); redrives++) {
      await this.#world.service.sleepUntil(this.#world.service.clock.now() + REDRIVE_AFTER_MILLISECONDS);
      if (!(await this.#redrive(name))) break;
      await this.#end(plan, [name]);
    }
    const { error = null, status = '' } = this.#runs.get(name) ?? {};
    if (error === 'MembershipSwing') await this.#acceptSwing(plan, name);
    // What CJA never takes in, only the next run's full refresh brings.
    const isForGood = error === 'MembershipSwing' || (error === 'CjaDeadlinePassed' && this.#isCjaDisturbed);
    if (!this.#isOver(name) && !isForGood) {
      this.#violate(plan, 'a redrive ends green once the fault is over', `${name} is ${status}: ${error ?? ''}`);
    }
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

  async #redriveOld(plan: RunPlan): Promise<void> {
    const names = await this.#startRedriveOfOld();
    if (names.length > 0) await this.#end(plan, names);
  }

  async #startRedriveOfOld(): Promise<string[]> {
    const name = this.#left.shift();
    return name !== undefined && (await this.#redrive(name)) ? [name] : [];
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
