/**
 * What a month is made of, where the template does not say. Measured figures come from one run of the sync in
 * test/fixtures/two-policies in the local runner, 2026-11-24: 309 states entered, 105 invocations, 727,478 bytes of history
 * with all payloads, 87,603 bytes of functions' logs.
 */
export const USAGE = {
  daysPerMonth: 30,
  hoursPerMonth: 30 * 24,

  /** Assumed: a large export, an ordinary query, and CJA's ordinary latency (docs "CJA guardrails": 90 minutes). */
  exportMinutes: 60,
  transformMinutes: 20,
  cjaMinutes: 90,

  /** Measured. Step Functions logs an execution as its history tells it. */
  historyBytesPerState: 727_478 / 309,
  /** Measured. */
  logBytesPerInvocation: 87_603 / 105,
  /** Assumed: Lambda's own lines about start and end of an invocation, as JSON. */
  platformLogBytesPerInvocation: 1000,
  /** Measured: the metrics that a watch writes for each sync. */
  logBytesPerWatchedSync: 330,

  /** Assumed: a few calls to Adobe, whose answers are waited for. */
  secondsPerInvocation: 1.5,
  /** Assumed: a few calls to Step Functions for each sync. */
  secondsPerWatchedSync: 0.2,

  /** Assumed: alarms, recoveries and failure messages to two people. */
  emailsPerSync: 10,
} as const;
