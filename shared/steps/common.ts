import * as z from 'zod';

/** A moment as the workflow context gives it: ISO 8601. */
export const Moment = z.iso.datetime({ offset: true });

/** Ids of Adobe's own making: short, and never personal data. */
export const ResourceId = z.string().min(1).max(256);
export const Count = z.int().min(0);
export const Warnings = z.array(z.string().max(2000)).max(100);

/** When a check saw a job finished; null in the results of releases that did not tell. */
export const FinishedAt = Moment.nullable().default(null);

/** One run = one execution of the state machine, redrives included. */
export const Run = z.strictObject({
  sync: z.string(),
  /** Names the run in SQL, rows and ledger; the execution's name where that is safe, else derived from it. */
  runId: z.string(),
  startedAt: Moment,
  sandbox: z.string(),
  credentialsSecret: z.string(),
  /** Whose executions tell what earlier runs did. */
  stateMachineArn: z.string(),
});
export type Run = z.infer<typeof Run>;

/** Time comes from the workflow context, never from a function's own clock: the same functions run under a simulated one. */
export const StepContext = z.strictObject({
  /** The state's name, for the logs. */
  state: z.string(),
  now: Moment,
  redriveCount: z.int().min(0),
  redrivenAt: Moment.nullable(),
});
export type StepContext = z.infer<typeof StepContext>;

/** Why an attempt is over without success; the Start task decides what follows from it. */
export const AttemptProblem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
  z.strictObject({ kind: z.literal('deadline'), message: z.string() }),
  z.strictObject({
    kind: z.literal('guard'),
    name: z.enum(['ExportCountMismatch', 'ProfilesReadMismatch', 'MembershipSwing', 'RunSuperseded']),
    message: z.string(),
  }),
]);
export type AttemptProblem = z.infer<typeof AttemptProblem>;

/** What every job at Adobe that the workflow waits for has in common. */
export const attemptFields = {
  /** 1, 2, … over the whole run, redrives included. */
  attempt: z.int().min(1),
  /** Attempts since the last redrive, which is what `attempts` of the definition limits. */
  attemptsSinceRedrive: z.int().min(1),
  /** When the first attempt of this step was started. */
  firstStartedAt: Moment,
  startedAt: Moment,
  /** For the step as a whole: further attempts do not move it, a redrive does. */
  deadlineAt: Moment,
  /** Ids of jobs that this run started and no longer waits for. */
  gaveUp: z.array(ResourceId),
  redriveCount: z.int().min(0),
  waitSeconds: z.int().min(1),
  problem: AttemptProblem.nullable(),
};
