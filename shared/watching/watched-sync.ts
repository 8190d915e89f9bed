import * as z from 'zod';
import { allDeadlinesMinutes } from '../definition/deadlines.ts';
import type { SyncDefinition } from '../definition/definition.ts';
import { Moment } from '../steps/common.ts';

/** What a watcher has to know of a sync: when it is due, how long it may take, and where its runs stand. */
export const WatchedSync = z.strictObject({
  name: z.string(),
  stateMachineArn: z.string(),
  schedule: z.strictObject({
    /** The six fields of an AWS cron expression. */
    cron: z.string(),
    timeZone: z.string(),
    enabled: z.boolean(),
  }),
  deadlineMinutes: z.int().min(1),
});
export type WatchedSync = z.infer<typeof WatchedSync>;

/** The part of a definition that says when a run is late. */
export function watchedSync({ name, schedule, deadlines }: SyncDefinition, stateMachineArn: string): WatchedSync {
  return { name, stateMachineArn, schedule, deadlineMinutes: allDeadlinesMinutes(deadlines) };
}

/** What the schedule of the watcher tells it: all that it watches, so that it needs to look nothing up. */
export const WatchInput = z.strictObject({
  /** When it was due, by the schedule's clock: the moment that it judges. */
  scheduledTime: Moment,
  syncs: z.array(WatchedSync),
});
export type WatchInput = z.infer<typeof WatchInput>;
