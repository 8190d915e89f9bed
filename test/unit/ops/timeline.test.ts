import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { stepMilliseconds, timelineOf } from '../../../ops/runs/timeline.ts';

const START = Date.parse('2026-09-01T04:00:00Z');
const at = (seconds: number): Date => new Date(START + seconds * 1000);

/** Events of a history at seconds of the run; ids do not matter here. */
const event = (seconds: number, type: HistoryEvent['type'], details: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id: 1,
  timestamp: at(seconds),
  type,
  ...details,
});
const entered = (seconds: number, name: string): HistoryEvent =>
  event(seconds, name.startsWith('Wait') ? 'WaitStateEntered' : 'TaskStateEntered', {
    stateEnteredEventDetails: { name },
  });
const taskFailed = (seconds: number, error: string): HistoryEvent =>
  event(seconds, 'TaskFailed', { taskFailedEventDetails: { error, resource: 'invoke', resourceType: 'lambda' } });

describe('the timeline of a run', () => {
  it('gathers states into stretches of one step, choices and maps left out', () => {
    const timeline = timelineOf([
      event(0, 'ExecutionStarted'),
      entered(0, 'Plan run'),
      event(2, 'ChoiceStateEntered', { stateEnteredEventDetails: { name: 'Anything to run?' } }),
      entered(3, 'Start export'),
      entered(4, 'Wait for export'),
      entered(19, 'Check export'),
      entered(20, 'Wait for export'),
      entered(35, 'Check export'),
      event(36, 'ExecutionSucceeded'),
    ]);
    expect(timeline).toEqual([
      {
        kind: 'stretch',
        step: 'Plan',
        from: at(0),
        until: at(2),
        states: [{ name: 'Plan run', times: 1 }],
        errors: [],
      },
      {
        kind: 'stretch',
        step: 'Export',
        from: at(3),
        until: at(35),
        states: [
          { name: 'Start export', times: 1 },
          { name: 'Wait for export', times: 2 },
          { name: 'Check export', times: 2 },
        ],
        errors: [],
      },
      { kind: 'succeeded', at: at(36), error: null },
    ]);
  });

  it('counts the errors of a step, and goes on after a redrive without a state being entered', () => {
    const timeline = timelineOf([
      entered(0, 'Start transform'),
      taskFailed(1, 'AdobeUnavailable'),
      taskFailed(5, 'AdobeUnavailable'),
      taskFailed(9, 'TransformFailed'),
      event(9, 'ExecutionFailed', { executionFailedEventDetails: { error: 'TransformFailed' } }),
      event(3600, 'ExecutionRedriven', { executionRedrivenEventDetails: { redriveCount: 1 } }),
      event(3600, 'TaskScheduled'),
      event(3610, 'TaskSucceeded'),
    ]);
    expect(timeline.map((entry) => (entry.kind === 'stretch' ? entry.errors : [entry.kind, entry.error]))).toEqual([
      [
        { name: 'AdobeUnavailable', times: 2 },
        { name: 'TransformFailed', times: 1 },
      ],
      ['failed', 'TransformFailed'],
      ['redriven', null],
      [],
    ]);
    // The hour until the redrive belongs to no step.
    expect(stepMilliseconds(timeline)).toEqual(new Map([['Transform', 19_000]]));
  });

  it.each([
    ['ExecutionTimedOut', 'timed out'],
    ['ExecutionAborted', 'stopped'],
  ] as const)('tells %s', (type, kind) => {
    expect(timelineOf([event(0, type)])).toEqual([{ kind, at: at(0), error: null }]);
  });
});
