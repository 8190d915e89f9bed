import * as z from 'zod';
import { type Answer, json, type Refused } from '../server/answer.ts';
import { readJson, readQuery, type ServiceRequest } from '../server/request.ts';
import type { Route } from '../server/router.ts';
import type { CjaControl } from './cja-control.ts';

type Refuse = (message: string) => Refused;

const place = { connectionId: z.string(), datasetId: z.string() };
const Place = z.strictObject(place);
const Retention = z.strictObject({
  connectionId: z.string(),
  dataRetentionMonths: z.int().positive().nullable(),
});
const OldRows = z.strictObject({ ...place, olderThanDays: z.number().min(0) });
const ReportQuery = z.strictObject({ ...place, path: z.string() });

/** {@link CjaControl} over HTTP. */
export function cjaRoutes(cja: CjaControl, refuse: Refuse): Route[] {
  const post = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    act: (body: z.output<Schema>) => Promise<unknown>,
  ): Route => ({
    method: 'POST',
    path,
    handle: (request) => orRefused(refuse, async () => json(200, (await act(readJson(request, schema, refuse))) ?? {})),
  });
  return [
    post('/skip-next-batch', Place, (body) => cja.skipNextBatch(body)),
    post('/re-add-dataset', Place, (body) => cja.readdDataset(body)),
    post('/backfill', Place, async (body) => ({ id: await cja.startBackfill(body) })),
    post('/retention', Retention, (body) => cja.setRetention(body.connectionId, body.dataRetentionMonths)),
    post('/drop-rows', OldRows, (body) => cja.dropRowsOlderThan(body, body.olderThanDays)),
    {
      method: 'GET',
      path: '/reported',
      handle: (request: ServiceRequest) =>
        orRefused(refuse, async () => {
          const query = readQuery(request, ReportQuery, refuse);
          return json(200, { persons: Object.fromEntries(await cja.reportedValues(query, query.path)) });
        }),
    },
  ];
}

async function orRefused(refuse: Refuse, answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof RangeError) throw refuse(error.message);
    throw error;
  }
}
