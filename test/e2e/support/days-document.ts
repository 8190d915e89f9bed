import * as z from 'zod';

const count = z.int().min(0);
const moment = z.iso.datetime();

/** One audience on one simulated day. */
export const AudienceOfDay = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  members: count,
  reportable: count,
  cjaPersons: count,
});

/** The one JSON document that `npm start -- --json` prints; nothing more may stand in it than is said here. */
export const DaysDocument = z.strictObject({
  seed: count,
  /** null where the people came from a sandbox folder. */
  persons: z.int().min(1).nullable(),
  days: z
    .array(
      z.strictObject({
        day: z.int().min(1),
        date: z.iso.date(),
        execution: z.strictObject({
          name: z.string().min(1).max(80),
          arn: z.string().startsWith('arn:aws:states:'),
          status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
          outcome: z.enum(['refreshed', 'unchanged', 'planned', 'skipped']).nullable(),
          events: z.int().min(1).max(25_000),
          redrives: count,
          startedAt: moment,
          error: z.string().nullable(),
          cause: z.string().nullable(),
        }),
        audiences: z.array(AudienceOfDay).min(1),
        rowsWritten: count.nullable(),
        adobeCalls: z.int().min(1),
        workflowSeconds: z.number().min(0),
        states: z.array(z.strictObject({ name: z.string().min(1), enteredAt: moment, times: z.int().min(1) })).min(1),
        warnings: z.array(z.string()),
      }),
    )
    .min(1),
});
export type DaysDocument = z.output<typeof DaysDocument>;
export type DayOfDocument = DaysDocument['days'][number];

/** @throws where standard output holds anything but one such document and the end of its line */
export function readDays(stdout: string): DaysDocument {
  return DaysDocument.parse(JSON.parse(stdout));
}

/** Audiences of which CJA reports others than those who can be reported, each as one line; none: all is well. */
export const notReportedRightly = ({ day, audiences }: DayOfDocument): string[] =>
  audiences
    .filter(({ reportable, cjaPersons }) => reportable !== cjaPersons)
    .map(({ id, reportable, cjaPersons }) => `day ${day}, audience ${id}: ${cjaPersons} in CJA, not ${reportable}`);
