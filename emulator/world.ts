import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createChance } from './chance.ts';
import { columnsOf } from './dataset-columns.ts';
import type { Fates } from './fates.ts';
import { createPopulation } from './sandbox/create-population.ts';
import type { Sandbox } from './sandbox/load.ts';
import type { Population } from './sandbox/population.ts';
import { type Adobe, createAdobe } from './services/adobe.ts';
import type { Credentials } from './services/ims/tokens.ts';
import type { QueryObserver } from './services/query-service/queries.ts';
import type { Simulation } from './simulation.ts';
import { createTimeline } from './timeline.ts';
import type { Timings } from './timings.ts';
import { createWarehouse } from './warehouse/warehouse.ts';

const DAY_MILLISECONDS = 86_400_000;

export interface WorldOptions {
  readonly sandbox: Sandbox;
  readonly credentials: Credentials;
  readonly seed: number;
  readonly timings: Timings;
  readonly fates: Fates;
  /** The world's own: it is created, and removed in the end. */
  readonly folder: string;
  readonly observe: (simulation: Simulation) => readonly QueryObserver[];
}

/** One life of the emulated Adobe, from the sandbox's first day on. */
export interface World {
  readonly simulation: Simulation;
  readonly adobe: Adobe;
  close(): Promise<void>;
}

/**
 * Nothing has happened yet in the new world; its first day begins when its timeline gets there.
 * @throws SandboxError for a sandbox whose records or rules cannot be used
 */
export async function createWorld({
  sandbox,
  credentials,
  seed,
  timings,
  fates,
  folder,
  observe,
}: WorldOptions): Promise<World> {
  const lake = path.join(folder, 'lake');
  await mkdir(lake, { recursive: true });
  const { description } = sandbox;
  const population = await createPopulation({ ...sandbox, workFolder: folder });
  const warehouse = await createWarehouse({ folder: lake });
  for (const dataset of description.datasets) {
    // Records stay in the population; a table of them would only ever be empty.
    if (dataset.kind === 'profile' || dataset.kind === 'event') continue;
    await warehouse.defineTable(dataset.table, columnsOf(dataset, description, population));
  }
  const startsAt = Date.parse(`${description.startsOn}T00:00:00Z`);
  const timeline = createTimeline(startsAt);
  const simulation: Simulation = {
    sandbox: description,
    population,
    warehouse,
    timeline,
    chance: createChance(seed),
    timings,
    fates,
  };
  const adobe = createAdobe(simulation, credentials, observe(simulation));
  scheduleDay(1, startsAt, simulation, adobe);
  return {
    simulation,
    adobe,
    close: async () => {
      await Promise.all([population.close(), warehouse.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** At the start of each day its records arrive and all audiences are evaluated, once. */
function scheduleDay(day: number, at: number, simulation: Simulation, adobe: Adobe): void {
  const { timeline, population, sandbox } = simulation;
  timeline.schedule(at, `start of day ${day}`, async () => {
    await population.evaluateDay(day, at);
    adobe.dayStarted({ day, at, profilesIn: await countProfiles(population, sandbox.audiences) });
    scheduleDay(day + 1, at + DAY_MILLISECONDS, simulation, adobe);
  });
}

async function countProfiles(
  population: Population,
  audiences: readonly { readonly id: string }[],
): Promise<Record<string, number>> {
  const counts = await Promise.all(audiences.map(async ({ id }) => [id, await population.profilesIn(id)] as const));
  return Object.fromEntries(counts);
}
