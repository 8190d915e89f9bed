/** How the command ends. A script can rely on these; docs/ops.md explains each. */
export const EXIT = {
  ok: 0,
  /** The run that was waited for ended badly, or `status --check` found a sync that is late. */
  runFailed: 1,
  usage: 2,
  notFound: 3,
  /** AWS did not answer, or does not let these credentials do it. */
  aws: 4,
  /** AWS answered: in this state it cannot be done. */
  refused: 5,
  /** Ctrl-C while waiting; the run itself goes on. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that an operator can do something about: one line on standard error, and no stack. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly exitCode: ExitCode;

  /** @param message one line: what happened, to what, and what to do */
  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** AWS is busy, or nobody answers: asked again a little later, it may be well. */
export class AwsAwayError extends OpsError {
  constructor(message: string, options?: ErrorOptions) {
    super(EXIT.aws, message, options);
  }
}
