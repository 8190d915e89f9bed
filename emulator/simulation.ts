import type { Chance } from './chance.ts';
import type { Fates } from './fates.ts';
import type { Population } from './sandbox/population.ts';
import type { SandboxDescription } from './sandbox/format.ts';
import type { Timeline } from './timeline.ts';
import type { Timings } from './timings.ts';
import type { Warehouse } from './warehouse/warehouse.ts';

/** What all emulated services share. */
export interface Simulation {
  readonly sandbox: SandboxDescription;
  readonly population: Population;
  readonly warehouse: Warehouse;
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly timings: Timings;
  readonly fates: Fates;
}
