import * as z from 'zod';
import type { Simulation } from '../../simulation.ts';
import { json, type Refused } from '../../server/answer.ts';
import { param, readQuery } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import type { Batches } from '../catalog/batches.ts';
import { batchOnTheWire } from '../catalog/format.ts';
import { notModelled, problem } from '../errors.ts';

const ActionQuery = z.object({ action: z.enum(['COMPLETE', 'ABORT', 'FAIL', 'REVERT']) });

/** Batch Ingestion, as far as batches are taken back by it (batch-ingestion.yaml: completeBatch). */
export function ingestionRoutes({ sandbox, warehouse, timeline }: Simulation, batches: Batches): Route[] {
  return [
    {
      method: 'POST',
      path: '/batches',
      handle: () => {
        throw notModelled('the upload of batches; records come from the files of the sandbox');
      },
    },
    {
      method: 'POST',
      path: '/batches/{batchId}',
      handle: async (request) => {
        const id = param(request, 'batchId');
        const { action } = readQuery(request, ActionQuery, (message) => refuse(400, message));
        if (action !== 'REVERT') throw notModelled(`the action ${action} of batches; only REVERT`);
        const batch = batches.get(id);
        if (batch === undefined) throw refuse(404, `There is no batch ${id}.`);
        if (batch.status !== 'success') {
          throw refuse(
            409,
            `Batch ${id} is ${batch.status}; only a batch that is part of its dataset can be reverted.`,
          );
        }
        const table = sandbox.datasets.find((dataset) => dataset.id === batch.datasetId)?.table;
        if (table === undefined) throw new Error(`batch ${id} belongs to no dataset`);
        await warehouse.removeBatch(table, id);
        return json(200, { id, ...batchOnTheWire(batches.revert(id, timeline.now()), sandbox.orgId) });
      },
    },
  ];
}

function refuse(status: 400 | 404 | 409, message: string): Refused {
  return problem(status, `INGEST-1${status}-${status}`, message);
}
