import { describe, expect, it } from '@jest/globals';
import { runMetrics } from '../../../functions/record-run/run-metrics.ts';
import { RecordRunInput } from '../../../shared/steps/run-record.ts';

const at = (time: string): string => `2027-03-10T${time}Z`;

const exported = (finishedAt: string | undefined, mergePolicyId = 'mp-1') => ({
  mergePolicyId,
  jobId: 'job',
  createdAt: at('06:01:00'),
  ...(finishedAt === undefined ? {} : { finishedAt }),
  batchIds: ['b1'],
  exportedProfiles: 10,
  warnings: [],
});

const input = (fields: { exports?: object[]; transform?: object } = {}): RecordRunInput =>
  RecordRunInput.parse({
    run: {
      sync: 'nightly',
      runId: 'run',
      startedAt: at('06:00:00'),
      sandbox: 'prod',
      credentialsSecret: 'secret',
      stateMachineArn: 'arn',
    },
    context: { state: 'Record run', now: at('08:00:00'), redriveCount: 0, redrivenAt: null },
    planWarnings: [],
    audiences: [],
    exports: fields.exports ?? [exported(at('06:20:00')), exported(at('06:30:30'), 'mp-2')],
    transform: {
      queryId: 'q',
      attempt: 1,
      mode: 'delta',
      modeReason: 'because',
      exportedAt: at('06:01:00'),
      layout: 'objects',
      lastFullExportedAt: at('06:01:00'),
      counts: {
        audiences: [
          { id: 'a', members: 9, joined: 3, left: 1, renamed: 0, cut: 0, otherStatuses: 0 },
          { id: 'b', members: 5, joined: 2, left: 4, renamed: 0, cut: 0, otherStatuses: 0 },
        ],
        profilesRead: 10,
        profilesWithoutIdentity: 2,
        rowsWritten: 7,
      },
      wroteAt: at('06:40:00'),
      firstWroteAt: at('06:40:00'),
      finishedAt: at('06:45:30'),
      rowsWritten: 7,
      targetBatchIds: ['t'],
      ledgerBatchIds: ['l'],
      evidence: { rowCount: null, isInsertInto: null },
      warnings: [],
      ...fields.transform,
    },
    confirmation: { confirmedAt: at('07:45:30'), lastIngestedAt: null, audiences: null, warnings: [] },
    housekeeping: { removedBatchIds: [], warnings: [] },
  });

describe('the figures of a run', () => {
  it('are the minutes of its steps, one after the other, and its counts summed over the audiences', () => {
    expect(runMetrics(input(), ['one', 'two'])).toEqual({
      ExportMinutes: 30.5,
      TransformMinutes: 15,
      CjaMinutes: 60,
      RowsWritten: 7,
      Joined: 5,
      Left: 5,
      ProfilesWithoutIdentity: 2,
      Warnings: 2,
    });
  });

  it.each<[string, Parameters<typeof input>[0], object]>([
    [
      'counts where the ledger could not be read',
      { transform: { counts: null } },
      { Joined: null, Left: null, ProfilesWithoutIdentity: null, RowsWritten: 7 },
    ],
    ['rows where nobody told', { transform: { rowsWritten: null } }, { RowsWritten: null, Joined: 5 }],
    [
      'minutes of exports of which an earlier release did not tell the end',
      { exports: [exported(at('06:20:00')), exported(undefined, 'mp-2')] },
      { ExportMinutes: null, TransformMinutes: null, CjaMinutes: 60 },
    ],
    [
      'minutes of a transform of which it did not',
      { transform: { finishedAt: undefined } },
      { ExportMinutes: 30.5, TransformMinutes: null, CjaMinutes: null },
    ],
  ])('leave out %s', (_, fields, expected) => {
    expect(runMetrics(input(fields), [])).toMatchObject(expected);
  });
});
