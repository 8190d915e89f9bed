import * as z from 'zod';
import { Moment } from '../steps/common.ts';

/**
 * What EventBridge delivers when an execution has ended without success, at least once for each end; further fields pass.
 * Source: docs "Automating Step Functions event delivery with EventBridge".
 */
export const StatusChangeEvent = z.object({
  id: z.string(),
  /** When the status changed, as Step Functions saw it; the only time that a function on events knows. */
  time: Moment,
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    /** How often the execution had been redriven when it ended. */
    redriveCount: z.int().min(0).nullish(),
  }),
});
export type StatusChangeEvent = z.infer<typeof StatusChangeEvent>;
export type UnsuccessfulStatus = StatusChangeEvent['detail']['status'];
