export type { Execution } from './asl/execution/execution.ts';
export type { HistoryEvent } from './asl/execution/history-event.ts';
export type { LocalSchedule } from './assembly/assembly.ts';
export { type Clock, ScaledClock, VirtualClock } from './clock.ts';
export { createLocalAws } from './create-local-aws.ts';
export type { LocalAws, LocalAwsOptions } from './local-aws.ts';
export type { DeadLetter } from './messaging/dead-letters.ts';
export type { Message } from './messaging/topics.ts';
export type { Metric } from './metrics/embedded-metrics.ts';
