import type { SandboxDescription } from '../../sandbox/format.ts';
import type { Simulation } from '../../simulation.ts';
import type { Batch, Batches } from '../catalog/batches.ts';
import { setUpAt } from '../catalog/format.ts';
import { type Arrival, type Backfill, DatasetIntake } from './dataset-intake.ts';

export type Connection = SandboxDescription['connections'][number];

const DAY_MILLISECONDS = 86_400_000;
/** How often a batch that is held back tries to arrive. */
const HOLD_MILLISECONDS = 10 * 60_000;

/**
 * What CJA's connections have taken in from the data lake. Batches of target datasets arrive some time after they
 * succeeded, in the order of the lake; records arrive with the day on which Profile knows them.
 */
export class CjaIngestion {
  readonly #simulation: Simulation;
  readonly #batches: Batches;
  readonly #intakes = new Map<string, DatasetIntake>();
  readonly #retentionMonths = new Map<string, number | null>();
  readonly #lastScheduled = new Map<string, number>();
  #backfillsAsked = 0;
  #dayStartedAt: number | null = null;

  constructor(simulation: Simulation, batches: Batches) {
    this.#simulation = simulation;
    this.#batches = batches;
    const { sandbox } = simulation;
    for (const connection of sandbox.connections) {
      this.#retentionMonths.set(connection.id, connection.dataRetentionMonths ?? null);
      for (const { datasetId, importsNewData } of connection.datasets) {
        const intake = new DatasetIntake(importsNewData ? setUpAt(sandbox) : null);
        this.#intakes.set(key(connection.id, datasetId), intake);
      }
    }
    batches.onSuccess((batch) => {
      for (const connection of sandbox.connections) this.#announce(connection, batch);
    });
  }

  /** The records of a new day have arrived, and what is older than a connection keeps, goes. */
  dayStarted(at: number): void {
    this.#dayStartedAt = at;
    for (const connection of this.#simulation.sandbox.connections) this.#applyRetention(connection);
  }

  /** In the order in which they arrived; batches that the lake no longer has are not among them. */
  arrivals(connectionId: string, datasetId: string): readonly Arrival[] {
    return this.#intake(connectionId, datasetId).arrivals.filter(({ batchId }) => this.#isInLake(batchId));
  }

  /** When the connection last took in data of a dataset; null: never since it is in the connection. */
  lastIngestedAt(connectionId: string, datasetId: string): number | null {
    const dataset = this.#simulation.sandbox.datasets.find(({ id }) => id === datasetId);
    if (dataset?.kind === 'profile' || dataset?.kind === 'event') return this.#dayStartedAt;
    return this.#intake(connectionId, datasetId).lastIngestedAt;
  }

  streamingEnabledAt(connectionId: string, datasetId: string): number | null {
    return this.#intake(connectionId, datasetId).streamingEnabledAt;
  }

  backfills(connectionId: string, datasetId: string): readonly Backfill[] {
    return this.#intake(connectionId, datasetId).backfills;
  }

  retentionMonths(connectionId: string): number | null {
    return this.#retentionMonths.get(connectionId) ?? null;
  }

  /** The next batch of the dataset that succeeds never arrives. */
  skipNextBatch(connectionId: string, datasetId: string): void {
    this.#receiver(connectionId, datasetId).skipNextBatch();
  }

  /** All that the connection held of the dataset is gone; what succeeds from now on arrives. */
  readdDataset(connectionId: string, datasetId: string): void {
    this.#receiver(connectionId, datasetId);
    this.#intakes.set(key(connectionId, datasetId), new DatasetIntake(this.#simulation.timeline.now()));
  }

  /** Asks for all that the lake holds of the dataset now; it arrives some time later. @returns the backfill's id */
  backfill(connectionId: string, datasetId: string): string {
    const intake = this.#receiver(connectionId, datasetId);
    const { timeline, timings, chance } = this.#simulation;
    const id = chance.uuid('backfill', connectionId, datasetId, this.#backfillsAsked++);
    const asked: Backfill = { id, createdAt: timeline.now(), status: 'IN_QUEUE' };
    const wanted = this.#succeeded(datasetId).map((batch) => batch.id);
    const startsAt = timeline.now() + 1000 * chance.between(timings.cjaBackfillQueueSeconds, 'backfill queue', id);
    const endsAt = startsAt + 1000 * chance.between(timings.cjaBackfillSeconds, 'backfill', id);
    intake.setBackfill(asked);
    timeline.schedule(startsAt, `start of backfill ${id}`, () => {
      intake.setBackfill({ ...asked, status: 'IN_PROGRESS' });
    });
    timeline.schedule(endsAt, `end of backfill ${id}`, () => {
      intake.setBackfill({ ...asked, status: 'COMPLETED' });
      const kept = this.#succeeded(datasetId).filter((batch) => !this.#isTooOld(connectionId, batch));
      for (const batch of kept) if (wanted.includes(batch.id)) intake.takeIn(batch.id, endsAt);
    });
    return id;
  }

  /** @param months null: everything is kept */
  setRetention(connectionId: string, months: number | null): void {
    const connection = this.#simulation.sandbox.connections.find(({ id }) => id === connectionId);
    if (connection === undefined) throw new RangeError(`there is no connection ${connectionId}`);
    this.#retentionMonths.set(connectionId, months);
    this.#applyRetention(connection);
  }

  /** Rows of batches that succeeded longer ago are gone from the connection; a backfill brings them back. */
  dropRowsOlderThan(connectionId: string, datasetId: string, days: number): void {
    const before = this.#simulation.timeline.now() - days * DAY_MILLISECONDS;
    const old = this.#succeeded(datasetId).filter((batch) => succeededAt(batch) < before);
    this.#receiver(connectionId, datasetId).drop(old.map(({ id }) => id));
  }

  /** Without "Import new data", later batches never arrive (docs: CJA, "Create a connection"). */
  #announce(connection: Connection, batch: Batch): void {
    const intake = this.#intakes.get(key(connection.id, batch.datasetId));
    if (intake === undefined || intake.streamingEnabledAt === null) return;
    const { timeline, timings, chance, fates } = this.#simulation;
    const fate = fates.arrival({ connectionId: connection.id, datasetId: batch.datasetId });
    if (intake.isToSkip() || fate.isSkipped) return;
    const place = key(connection.id, batch.datasetId);
    const takes = 1000 * (chance.between(timings.cjaSeconds, 'cja', connection.id, batch.id) + fate.lateSeconds);
    const at = Math.max(timeline.now() + takes, (this.#lastScheduled.get(place) ?? 0) + 1);
    this.#lastScheduled.set(place, at);
    const arrive = (arrivesAt: number): void => {
      timeline.schedule(arrivesAt, `arrival of batch ${batch.id} in connection ${connection.id}`, () => {
        // On the same marks for all batches, so that those held back arrive in their order.
        if (fate.isHeldBack()) arrive((Math.floor(arrivesAt / HOLD_MILLISECONDS) + 1) * HOLD_MILLISECONDS);
        // A dataset that was added again meanwhile has another intake, which this batch came too early for.
        else if (this.#isInLake(batch.id)) intake.takeIn(batch.id, arrivesAt);
      });
    };
    arrive(at);
  }

  #applyRetention(connection: Connection): void {
    for (const { datasetId } of connection.datasets) {
      const old = this.#succeeded(datasetId).filter((batch) => this.#isTooOld(connection.id, batch));
      this.#intake(connection.id, datasetId).drop(old.map(({ id }) => id));
    }
  }

  #isTooOld(connectionId: string, batch: Batch): boolean {
    const months = this.retentionMonths(connectionId);
    if (months === null) return false;
    const oldest = new Date(this.#simulation.timeline.now());
    oldest.setUTCMonth(oldest.getUTCMonth() - months);
    return succeededAt(batch) < oldest.getTime();
  }

  #succeeded(datasetId: string): Batch[] {
    return this.#batches.all().filter((batch) => batch.datasetId === datasetId && batch.status === 'success');
  }

  #isInLake(batchId: string): boolean {
    return this.#batches.get(batchId)?.status === 'success';
  }

  /** @throws RangeError where the connection has no such dataset, or one whose records come from files */
  #receiver(connectionId: string, datasetId: string): DatasetIntake {
    const dataset = this.#simulation.sandbox.datasets.find(({ id }) => id === datasetId);
    const intake = this.#intakes.get(key(connectionId, datasetId));
    const receives = dataset?.kind === 'target' || dataset?.kind === 'ledger';
    if (intake === undefined || !receives) {
      throw new RangeError(`connection ${connectionId} has no dataset ${datasetId} that receives batches`);
    }
    return intake;
  }

  #intake(connectionId: string, datasetId: string): DatasetIntake {
    const intake = this.#intakes.get(key(connectionId, datasetId));
    if (intake === undefined) throw new Error(`connection ${connectionId} has no dataset ${datasetId}`);
    return intake;
  }
}

function succeededAt({ completedAt, createdAt }: Batch): number {
  return completedAt ?? createdAt;
}

function key(connectionId: string, datasetId: string): string {
  return `${connectionId}/${datasetId}`;
}
