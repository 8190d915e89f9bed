/**
 * A sandbox folder that cannot be used as it is written. Each problem names the file and the place in it
 * (`sandbox.json: audiences[2].rule: …`, `crm.ndjson, line 12: …`); the message is all of them in one line.
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('; '), options);
    this.problems = problems;
  }
}
