import { describe, expect, it } from '@jest/globals';
import { createIngestionClient, type RevertOutcome } from '../../../shared/adobe/ingestion.ts';
import { type Behaviour, httpTo, startAdobeServer } from './adobe-server.ts';

describe('a batch is reverted', () => {
  it('by one POST without a body', async () => {
    await using server = await startAdobeServer(() => ({ status: 200 }));
    await createIngestionClient(httpTo(server)).revertBatch('01ABC');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/data/foundation/import/batches/01ABC',
      rawQuery: '?action=REVERT',
      body: '',
    });
  });

  it.each<[string, Behaviour, RevertOutcome]>([
    ['an empty answer', { status: 200 }, 'reverted'],
    ['a batch as the answer', { status: 200, body: { id: '01ABC', status: 'inactive' } }, 'reverted'],
    ['404', { status: 404, body: { status: 404, title: 'Not Found' } }, 'not-found'],
    ['409', { status: 409, body: { status: 409, title: 'Conflict' } }, 'not-revertible'],
  ])('%s: the outcome is data', async (_, behaviour, outcome) => {
    await using server = await startAdobeServer(() => behaviour);
    expect(await createIngestionClient(httpTo(server)).revertBatch('01ABC')).toBe(outcome);
  });

  it.each<[string, Behaviour, number, string]>([
    ['a broken connection', 'reset', 3, 'AdobeUnavailable'],
    ['500', { status: 500 }, 3, 'AdobeUnavailable'],
    ['400', { status: 400 }, 1, 'AdobeRequestRejected'],
    ['403', { status: 403 }, 1, 'AdobeForbidden'],
    ['429', { status: 429 }, 3, 'AdobeThrottled'],
  ])(
    '%s is an error that names the batch; what may be well again soon is sent again',
    async (_, behaviour, sent, name) => {
      await using server = await startAdobeServer(() => behaviour);
      await expect(createIngestionClient(httpTo(server)).revertBatch('01ABC')).rejects.toMatchObject({
        name,
        resource: 'batch 01ABC',
      });
      expect(server.requests).toHaveLength(sent);
    },
  );
});
