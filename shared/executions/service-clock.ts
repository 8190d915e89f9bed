import type { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';

const DatedAnswer = z.looseObject({ headers: z.looseObject({ date: z.string() }) });

/**
 * Step Functions' own time, from the `Date` of its last answer to this client. Against a simulated service that is the time
 * its executions live in; against AWS it spares us a machine's wrong clock.
 * @returns epoch milliseconds; null before the first answer
 */
export function serviceClock(client: SFNClient): () => number | null {
  let answeredAt: number | null = null;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const answer = DatedAnswer.safeParse(result.response);
      if (answer.success) answeredAt = Date.parse(answer.data.headers.date);
      return result;
    },
    { step: 'deserialize', name: 'audienceSyncServiceClock' },
  );
  return () => answeredAt;
}
