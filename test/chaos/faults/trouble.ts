import { CONNECTION, DATASETS } from '../../e2e/truth/sandbox.ts';
import type { World } from '../campaign/world.ts';
import type { Fault, FaultKind, Incident } from './faults.ts';
import { LATE_MILLISECONDS } from './faults.ts';

const PLACE = { connectionId: CONNECTION, datasetId: DATASETS.target };

/** What goes wrong around one scheduled run, made to happen. */
export class Trouble {
  readonly #world: World;
  readonly #run: string;
  /** Of the emulator's faults: what each stands for. */
  readonly #kindOf = new Map<string, FaultKind>();
  readonly #struck = new Set<FaultKind>();

  /** @param run the name of the execution */
  constructor(world: World, run: string) {
    this.#world = world;
    this.#run = run;
  }

  /**
   * Before the run starts.
   * @param startTwin starts another execution, as a schedule that fires twice does
   */
  async arm(faults: readonly Fault[], startTwin: () => Promise<void>): Promise<void> {
    for (const fault of faults) {
      if ('at' in fault) this.#add(fault.kind, fault.at);
      else await this.#armIncident(fault, startTwin);
    }
  }

  /** An old run redriven is for whoever has one. */
  note(kind: FaultKind): void {
    this.#struck.add(kind);
  }

  /** Whatever is wrong at Adobe is over. */
  mend(): void {
    this.#noteFired();
    this.#world.service.emulator.faults.clear();
    this.#kindOf.clear();
  }

  /** Lets somebody call Adobe whom none of this befalls. */
  async spare<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#noteFired();
    const { faults } = this.#world.service.emulator;
    const suspended = faults.list().filter(({ fault }) => 'on' in fault);
    const kinds = suspended.map(({ id }) => this.#kindOf.get(id));
    for (const { id } of suspended) faults.remove(id);
    const result = await call();
    for (const [place, { fault, met, fired }] of suspended.entries()) {
      const kind = kinds[place];
      if (!('on' in fault) || kind === undefined) continue;
      const times = fault.times === null ? null : fault.times - fired;
      if (times !== 0) this.#add(kind, { ...fault, nth: Math.max(1, fault.nth - met), times });
    }
    return result;
  }

  /** Kinds of what has really happened. */
  struck(): readonly FaultKind[] {
    this.#noteFired();
    return [...this.#struck].sort();
  }

  /** Whether CJA has lost something for good. */
  hasDisturbedCja(): boolean {
    return this.struck().some((kind) => kind === 'CJA skips a batch' || kind === 'dataset added to CJA again');
  }

  async #armIncident(fault: Incident, startTwin: () => Promise<void>): Promise<void> {
    const { service, triggers } = this.#world;
    const struck = (): void => {
      this.#struck.add(fault.kind);
    };
    switch (fault.kind) {
      case 'execution stopped':
        triggers.when(this.#run, fault.state, fault.nth, async () => {
          struck();
          await service.stop(this.#run);
        });
        break;
      case 'execution stopped amid a call':
        this.#add(fault.kind, { kind: 'callback', on: fault.call.on, run: () => service.stop(this.#run) });
        break;
      case 'duplicate start':
        triggers.when(this.#run, fault.state ?? 'Plan run', 1, async () => {
          struck();
          await startTwin();
        });
        break;
      case 'dataset added to CJA again':
        struck();
        await service.emulator.cja.readdDataset(PLACE);
        break;
      case 'Lambda killed': {
        const { call, nth, times } = fault;
        const names = call.functions.map((folder) => `audience-sync-dev-${folder}`);
        const kill = (): Promise<unknown> => Promise.all(names.map((name) => service.killFunction(name)));
        this.#add(fault.kind, { kind: 'callback', on: call.on, nth, times, run: () => kill().then(() => undefined) });
        break;
      }
      case 'effect after the timeout':
        this.#armLateEffect(fault);
        break;
      case 'old run redriven':
    }
  }

  /** Simulated time would have the next try come at once: it waits for the effect instead, as half a minute would. */
  #armLateEffect({ kind, call: { on } }: Extract<Incident, { kind: 'effect after the timeout' }>): void {
    const { faults } = this.#world.service.emulator;
    const { promise: hasHappened, resolve } = Promise.withResolvers<undefined>();
    const id = this.#add(kind, { kind: 'delay', on, when: 'before', milliseconds: LATE_MILLISECONDS });
    this.#add(kind, {
      kind: 'callback',
      on,
      run: () => {
        resolve(undefined);
      },
    });
    this.#world.triggers.whenTaskFails(this.#run, async () => {
      const isUnderWay = faults.list().some((active) => active.id === id && active.fired > 0);
      if (isUnderWay) await hasHappened;
    });
  }

  #add(kind: FaultKind, description: Parameters<World['service']['emulator']['faults']['add']>[0]): string {
    const id = this.#world.service.emulator.faults.add(description);
    this.#kindOf.set(id, kind);
    return id;
  }

  #noteFired(): void {
    for (const { id, fired } of this.#world.service.emulator.faults.list()) {
      const kind = this.#kindOf.get(id);
      if (kind !== undefined && fired > 0) this.#struck.add(kind);
    }
  }
}
