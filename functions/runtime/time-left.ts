/** What Lambda tells a handler besides the event, as far as it is used. */
export interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * What may still follow the last call to Adobe: one call to AWS (three tries of 5 s and about a second between them, see
 * aws.ts), then the answer is read, logged and returned. Of the two minutes of a function 100 s remain for Adobe, which
 * is enough for three tries of one call at 30 s each (shared/adobe/transport.ts).
 */
const RESERVED_MILLISECONDS = 20_000;

let endsAt = Infinity;

export function beginInvocation({ getRemainingTimeInMillis }: InvocationContext): void {
  endsAt = performance.now() + getRemainingTimeInMillis();
}

/** How long calls of this invocation may go on, in milliseconds; a function that Lambda cuts off cannot say what happened. */
export function timeForCalls(): number {
  return endsAt - RESERVED_MILLISECONDS - performance.now();
}
