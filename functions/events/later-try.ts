/**
 * It is too early for an event: Lambda delivers it again after one minute, and after two more (docs: "How Lambda handles
 * errors and retries with asynchronous invocation"). Not an error of the contract: no state machine ever sees it.
 */
export class LaterTry extends Error {
  override readonly name = 'LaterTry';
}
