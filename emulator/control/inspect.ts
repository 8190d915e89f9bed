import type { Adobe } from '../services/adobe.ts';
import type { Simulation } from '../simulation.ts';

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** All that has happened so far, for whoever wants to see it at a glance. Oldest first. */
export function inspect({ sandbox, timeline }: Simulation, adobe: Adobe): Record<string, unknown> {
  return {
    sandbox: sandbox.name,
    now: iso(timeline.now()),
    exportJobs: adobe.exportJobs
      .all()
      .reverse()
      .map(({ id, status, mergePolicyId, createdAt, endedAt, batchId, result }) => ({
        id,
        status,
        mergePolicyId,
        createdAt: iso(createdAt),
        endedAt: iso(endedAt),
        batchId,
        profiles: result?.profiles ?? null,
      })),
    queries: adobe.queries.all().map(({ id, state, createdAt, endedAt, request }) => ({
      id,
      state,
      createdAt: iso(createdAt),
      endedAt: iso(endedAt),
      name: request.name ?? null,
    })),
    batches: adobe.batches.all().map(({ id, datasetId, status, createdAt, completedAt, recordCount }) => ({
      id,
      datasetId,
      status,
      createdAt: iso(createdAt),
      completedAt: iso(completedAt),
      recordCount,
    })),
    connections: sandbox.connections.map((connection) => ({
      id: connection.id,
      datasets: connection.datasets.map(({ datasetId }) => ({
        datasetId,
        lastIngestedAt: iso(adobe.ingestion.lastIngestedAt(connection.id, datasetId)),
        streamingEnabledAt: iso(adobe.ingestion.streamingEnabledAt(connection.id, datasetId)),
        batchIds: adobe.ingestion.arrivals(connection.id, datasetId).map(({ batchId }) => batchId),
      })),
    })),
  };
}
