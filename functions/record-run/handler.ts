import { RecordRunInput, RunRecord } from '../../shared/steps/run-record.ts';
import { log, logFor } from '../runtime/log.ts';
import { publish } from '../runtime/metrics.ts';
import { step } from '../runtime/step.ts';
import { recordRun } from './record-run.ts';
import { runMetrics } from './run-metrics.ts';

export const handler = step({ input: RecordRunInput, output: RunRecord }, (input) => {
  logFor(input.run, input.context);
  const record = recordRun(input);
  publish({ sync: record.sync, at: record.finishedAt, values: runMetrics(input, record.warnings) });
  log('The run is complete', { outcome: record.outcome, warnings: record.warnings });
  return Promise.resolve(record);
});
