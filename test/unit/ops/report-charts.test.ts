import { describe, expect, it } from '@jest/globals';
import { movementChart } from '../../../ops/report/audience-charts.ts';
import type { RunOfReport } from '../../../ops/report/read-report.ts';
import { durationsChart, timelineChart } from '../../../ops/report/run-charts.ts';
import type { Timeline } from '../../../ops/runs/timeline.ts';

const MINUTE = 60_000;

const run = (until: Date): RunOfReport => ({
  arn: 'arn',
  name: 'a-run',
  stateMachineArn: 'arn',
  status: 'SUCCEEDED',
  startedAt: new Date(0),
  endedAt: until,
  redrives: 0,
  input: {},
  record: null,
  error: null,
  cause: null,
  redriveProblem: null,
  timeline: [{ kind: 'stretch', step: 'Export', from: new Date(0), until, states: [], errors: [] }] satisfies Timeline,
});

const counts = { members: 9, joined: 0, left: 0, renamed: 0, cut: 0, otherStatuses: 0 };

const moved = (joined: number, left: number) =>
  movementChart(
    {
      id: 'a',
      name: 'Gold',
      inRuns: [{ run: run(new Date(0)), counts: { ...counts, joined, left }, persons: null }],
    },
    [run(new Date(0))],
  );

/** An axis of no length would draw a bar of nothing as large as the picture. */
describe('a chart of the report', () => {
  it.each([
    ['who joined and left', moved(2, 1), 2],
    ['that nobody joined or left', moved(0, 0), 0],
    ['how long the steps took', durationsChart([run(new Date(5 * MINUTE))], 880), 1],
    ['that no step took time', durationsChart([run(new Date(0))], 880), 0],
    ['when a run was at which step', timelineChart(run(new Date(5 * MINUTE)), 880), 1],
    ['that a run was over at once', timelineChart(run(new Date(0)), 880), 0],
  ])('shows %s', (_, { text }, bars) => {
    expect(text.match(/<rect /g) ?? []).toHaveLength(bars);
  });
});
