import { SFNClient } from '@aws-sdk/client-sfn';
import { createQueryServiceClient } from '../../shared/adobe/query-service.ts';
import { createSegmentationClient } from '../../shared/adobe/segmentation.ts';
import { describeEnded } from '../events/describe-ended.ts';
import { onStatusChange } from '../events/on-status-change.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { AWS_CLIENT_SETTINGS, askAws } from '../runtime/aws.ts';
import { log } from '../runtime/log.ts';
import { cancelLeftRunning } from './cancel-left-running.ts';
import { readLastTask } from './read-last-task.ts';

const stepFunctions = new SFNClient(AWS_CLIENT_SETTINGS);

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
  const { platform } = await connectAdobe(lastTask.run, { now: endedAt });
  const cancelled = await cancelLeftRunning(lastTask, endedAt, {
    segmentation: createSegmentationClient(platform),
    queryService: createQueryServiceClient(platform, { sandbox: lastTask.run.sandbox }),
    log,
  });
  log('Cancelled what the run had left running', { ...cancelled });
});
