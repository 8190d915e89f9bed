import { SFNClient } from '@aws-sdk/client-sfn';
import { createQueryServiceClient } from '../../shared/adobe/query-service.ts';
import { createSegmentationClient } from '../../shared/adobe/segmentation.ts';
import { serviceClock } from '../../shared/executions/service-clock.ts';
import { describeEnded } from '../events/describe-ended.ts';
import { LaterTry } from '../events/later-try.ts';
import { onStatusChange } from '../events/on-status-change.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { AWS_CLIENT_SETTINGS, askAws } from '../runtime/aws.ts';
import { log } from '../runtime/log.ts';
import { cancelLeftRunning } from './cancel-left-running.ts';
import { readLastTask } from './read-last-task.ts';

const stepFunctions = new SFNClient(AWS_CLIENT_SETTINGS);
const serviceTime = serviceClock(stepFunctions);

/** As long as a function that was at work may still create something: its own time limit, and half a minute more. */
const FUNCTION_MAY_LAST_MILLISECONDS = 150_000;

/** Redriven meanwhile, the execution needs its jobs again; failed after that, its next redrive will. */
const STOPPED = ['ABORTED', 'TIMED_OUT'];

export const handler = onStatusChange(async (ended) => {
  const { executionArn, endedAt } = ended;
  const { status } = await describeEnded(stepFunctions, ended);
  if (status === undefined || !STOPPED.includes(status)) {
    log('The execution was redriven meanwhile: nothing is cancelled', { statusNow: status ?? '' });
    return;
  }
  const lastTask = await askAws({ action: 'states:GetExecutionHistory', resource: `execution ${executionArn}` }, () =>
    readLastTask(stepFunctions, executionArn),
  );
  if (lastTask === null) {
    log('The run had not been planned yet: it has started nothing at Adobe');
    return;
  }
  const { platform } = await connectAdobe(lastTask.given.run, { now: endedAt });
  const cancelled = await cancelLeftRunning(lastTask.given, endedAt, {
    segmentation: createSegmentationClient(platform),
    queryService: createQueryServiceClient(platform, { sandbox: lastTask.given.run.sandbox }),
    log,
  });
  log('Cancelled what the run had left running', { ...cancelled });
  const sinceTheEnd = (serviceTime() ?? Infinity) - Date.parse(endedAt);
  if (lastTask.isStartUnderWay && sinceTheEnd < FUNCTION_MAY_LAST_MILLISECONDS) {
    throw new LaterTry(
      'the task that was starting a job may still be at work, so what it starts is looked for once more',
    );
  }
});
