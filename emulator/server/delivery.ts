import type { ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

/** How an answer gets to the client. */
export type Delivery =
  | { readonly kind: 'whole' }
  /** The connection ends after so many bytes of the body. */
  | { readonly kind: 'part'; readonly bytes: number }
  /** The body comes in so many pieces, with a wait before each. */
  | { readonly kind: 'drip'; readonly pieces: number; readonly everyMilliseconds: number };

export const WHOLE: Delivery = { kind: 'whole' };

/** Sends a body behind headers that have been written. */
export async function deliver(body: Buffer, delivery: Delivery, outgoing: ServerResponse): Promise<void> {
  switch (delivery.kind) {
    case 'whole':
      outgoing.end(body);
      return;
    case 'part':
      await new Promise<void>((resolve) => {
        outgoing.write(body.subarray(0, delivery.bytes), () => {
          resolve();
        });
      });
      outgoing.destroy();
      return;
    case 'drip':
      await drip(body, delivery, outgoing);
  }
}

async function drip(
  body: Buffer,
  { pieces, everyMilliseconds }: Extract<Delivery, { kind: 'drip' }>,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.flushHeaders();
  const size = Math.max(1, Math.ceil(body.length / pieces));
  for (let start = 0; start < body.length; start += size) {
    await after(everyMilliseconds);
    // Who waits no longer gets no more.
    if (outgoing.destroyed) return;
    outgoing.write(body.subarray(start, start + size));
  }
  outgoing.end();
}
