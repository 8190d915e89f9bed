/** A States Language error: it has a name that Retry and Catch match, and a cause. */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  /** Absent where a Fail state gives none. */
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(error: string | undefined, cause: string | undefined) {
    super(`${error ?? 'no error name'}: ${cause ?? ''}`);
    this.error = error;
    this.cause = cause;
  }
}

/** A JSONata expression, or what it must give, went wrong; becomes an EvaluationFailed event. */
export class EvaluationError extends StatesError {
  /** The field of the state, such as `Output/audience`; absent where no single field is to blame. */
  readonly location: string | undefined;

  constructor(cause: string, location: string | undefined) {
    super('States.QueryEvaluationError', cause);
    this.location = location;
  }
}

/** The definition uses something that this interpreter does not implement, or is not valid Amazon States Language. */
export class UnsupportedDefinition extends Error {
  override readonly name = 'UnsupportedDefinition';

  /**
   * @param place the state, with the states that contain it, such as `Export audiences/Start export`
   * @param field the field or the rule
   */
  constructor(place: string, field: string, what: string) {
    super(`${place}: ${field}: ${what}`);
  }
}

/** The execution was stopped, timed out or hit the history limit: what runs inside it ends without events of its own. */
export class ExecutionEnded extends Error {
  override readonly name = 'ExecutionEnded';
}
