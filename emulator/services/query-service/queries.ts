import type { QueryError, QueryFate } from '../../fates.ts';
import type { Simulation } from '../../simulation.ts';
import type { QueryOutcome } from '../../warehouse/warehouse.ts';
import type { Batches } from '../catalog/batches.ts';
import { publishBatch } from '../catalog/publish-batch.ts';
import type { RunnableQuery } from './query-request.ts';

export interface Query {
  readonly id: string;
  readonly request: RunnableQuery;
  readonly createdAt: number;
  /** From when on the list has it. */
  readonly listedAt: number;
  readonly updatedAt: number;
  readonly state: QueryFate['lastState'];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** What running it came to, from IN_PROGRESS on; nobody sees it before the query has ended. */
  readonly outcome: QueryOutcome | null;
  readonly errors: readonly QueryError[];
  readonly fate: QueryFate;
  readonly isSoftDeleted: boolean;
}

/** Is told of queries that write, so that they can be recorded. */
export interface QueryObserver {
  /** The statement has run; what it wrote is not visible yet. */
  hasRun(query: Query, outcome: QueryOutcome): Promise<void>;
  /** What it wrote is visible. */
  hasWritten(query: Query, outcome: QueryOutcome): Promise<void>;
}

/**
 * The queries of Query Service: SUBMITTED, then IN_PROGRESS, then SUCCESS or FAILED, each at its simulated time, unless their fate is another.
 * A query reads the tables as they are when it starts; what it writes is visible to others when it ends.
 */
export class Queries {
  readonly #simulation: Simulation;
  readonly #batches: Batches;
  readonly #observers: readonly QueryObserver[];
  readonly #queries = new Map<string, Query>();
  #lastCreatedAt = 0;

  constructor(simulation: Simulation, batches: Batches, observers: readonly QueryObserver[]) {
    this.#simulation = simulation;
    this.#batches = batches;
    this.#observers = observers;
  }

  submit(request: RunnableQuery): Query {
    const { timeline, timings, chance, fates } = this.#simulation;
    const now = timeline.now();
    const id = chance.uuid('query', this.#queries.size);
    // Lists are paged by creation time, so no two queries may share one.
    this.#lastCreatedAt = Math.max(now, this.#lastCreatedAt + 1);
    const query: Query = {
      id,
      request,
      createdAt: this.#lastCreatedAt,
      listedAt: now + 1000 * fates.secondsUntilListed('queries'),
      updatedAt: this.#lastCreatedAt,
      state: 'SUBMITTED',
      startedAt: null,
      endedAt: null,
      outcome: null,
      errors: [],
      fate: fates.query(request),
      isSoftDeleted: false,
    };
    this.#queries.set(id, query);
    if (query.fate.lastState === 'SUBMITTED') return query;
    const queued = chance.between(timings.queryQueueSeconds, 'query queue', id) * 1000;
    timeline.schedule(now + queued, `start of query ${id}`, () => this.#start(id));
    return query;
  }

  get(id: string): Query | undefined {
    return this.#queries.get(id);
  }

  all(): Query[] {
    return [...this.#queries.values()];
  }

  /** Those that the list has by now. */
  listed(): Query[] {
    return this.all().filter(({ listedAt }) => listedAt <= this.#simulation.timeline.now());
  }

  /** Ends a query that has not ended yet; nothing of it is written. */
  cancel(query: Query): 'cancelled' | 'hasEnded' {
    if (query.endedAt !== null) return 'hasEnded';
    this.#update(query.id, { state: 'KILLED', endedAt: this.#simulation.timeline.now() });
    return 'cancelled';
  }

  softDelete(query: Query): void {
    this.#update(query.id, { isSoftDeleted: true });
  }

  #update(id: string, change: Partial<Query>): Query {
    const query = this.#queries.get(id);
    if (query === undefined) throw new Error(`there is no query ${id}`);
    const updated = { ...query, updatedAt: Math.max(query.updatedAt, this.#simulation.timeline.now()), ...change };
    this.#queries.set(id, updated);
    return updated;
  }

  async #start(id: string): Promise<void> {
    const submitted = this.#queries.get(id);
    if (submitted?.state !== 'SUBMITTED') return;
    const { timeline, timings, chance, warehouse } = this.#simulation;
    const now = timeline.now();
    let written = 0;
    const executed = await warehouse.execute(submitted.request.sql, {
      newBatchId: () => this.#batches.newId(now, 'query', id, written++),
      now,
    });
    const outcome = cutShort(executed, submitted.fate);
    const query = this.#update(id, { state: 'IN_PROGRESS', startedAt: now, outcome });
    for (const observer of this.#observers) await observer.hasRun(query, outcome);
    if (query.fate.lastState === 'IN_PROGRESS') return;
    const takes = chance.between(timings.querySeconds, 'query', id) * 1000;
    timeline.schedule(now + takes, `end of query ${id}`, () => this.#finish(id, outcome));
  }

  /** Blocks are not atomic: what was inserted before a statement failed stays (docs: Query Service, "Anonymous block"). */
  async #finish(id: string, outcome: QueryOutcome): Promise<void> {
    const running = this.#queries.get(id);
    if (running?.state !== 'IN_PROGRESS') return;
    for (const insert of outcome.inserts) await this.#publish(insert);
    const { lastState, errors } = running.fate;
    const query = this.#update(id, {
      ...(outcome.error === null ? { state: lastState, errors } : { state: 'FAILED', errors: [outcome.error] }),
      endedAt: this.#simulation.timeline.now(),
    });
    for (const observer of this.#observers) await observer.hasWritten(query, outcome);
  }

  /** An INSERT of no rows leaves no batch. */
  async #publish({ table, batchId, file, rows }: QueryOutcome['inserts'][number]): Promise<void> {
    if (rows === 0) return;
    const dataset = this.#simulation.sandbox.datasets.find((candidate) => candidate.table === table);
    if (dataset === undefined) throw new Error(`table ${table} belongs to no dataset`);
    this.#batches.begin(batchId, dataset.id, this.#simulation.timeline.now());
    await publishBatch({ id: batchId, datasetId: dataset.id, file, rows }, this.#batches, this.#simulation);
  }
}

/** A query whose SQL is fine may yet be fated to end before all its INSERTs are done. */
function cutShort(outcome: QueryOutcome, { insertsDone }: QueryFate): QueryOutcome {
  if (outcome.error !== null || insertsDone === null) return outcome;
  return { ...outcome, inserts: outcome.inserts.slice(0, insertsDone) };
}
