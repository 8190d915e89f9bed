import type { SyncErrorName } from './names.ts';

interface SyncErrorText {
  /** What happened, as a sentence without its full stop: "the export job failed 2 times". */
  readonly what: string;
  /** The resource it happened to, with its id: "dataset 5b7c86968f7b6501e21ba9df". */
  readonly resource: string;
  /** What a person does about it, as an instruction: "Redrive the execution to try again". */
  readonly next: string;
}

/**
 * An error of the sync itself. Its `name` is one of the contract's literals: Lambda reports it as `errorType`
 * and the state machine routes on it, which is why it is never derived from a class name (bundles are minified).
 */
export class SyncError extends Error {
  override readonly name: SyncErrorName;
  readonly resource: string;

  constructor(name: SyncErrorName, text: SyncErrorText, options?: ErrorOptions) {
    super(`${text.resource}: ${text.what}. ${text.next}.`, options);
    this.name = name;
    this.resource = text.resource;
  }
}
