/** What goes between a sandbox and its worker thread. */

export interface ToWorker {
  readonly requestId: string;
  readonly eventText: string;
  /** Epoch milliseconds in real time. */
  readonly deadline: number;
}

export interface InvocationFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type FromWorker =
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly failure: InvocationFailure }
  | { readonly kind: 'returned'; readonly payloadText: string }
  | { readonly kind: 'failed'; readonly failure: InvocationFailure };
