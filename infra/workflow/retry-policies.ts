import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import {
  AMBIGUOUS_ERROR_NAMES,
  LAMBDA_ERROR_NAMES,
  TERMINAL_ERROR_NAMES,
  TRANSIENT_ERROR_NAMES,
} from '../../shared/errors/names.ts';

/** First in every task: what must not be tried again is not, whatever the rules behind it say. */
const NEVER: RetryProps = { errors: [...TERMINAL_ERROR_NAMES], maxAttempts: 0 };

/**
 * Adobe or AWS throttles, stalls or is away, and nothing was created. 5+15+45+120+120 s before jitter: five minutes, with
 * full jitter half of that on average. Few tries far apart, for each costs three events of the history.
 */
const TRANSIENT: RetryProps = {
  errors: [...TRANSIENT_ERROR_NAMES],
  interval: Duration.seconds(5),
  backoffRate: 3,
  maxAttempts: 5,
  maxDelay: Duration.minutes(2),
  jitterStrategy: JitterType.FULL,
};

/**
 * Something may have been created whose answer was lost. The next try looks for it in Adobe's lists, which nobody
 * promises to be up to date at once: full jitter could make it look after no time at all, find nothing and create a
 * second one. So it waits for 30 s at the least: 30+60+120+240+300 s, without jitter, twelve and a half minutes.
 */
const AFTER_A_LOST_ANSWER = {
  interval: Duration.seconds(30),
  backoffRate: 2,
  maxAttempts: 5,
  maxDelay: Duration.minutes(5),
  jitterStrategy: JitterType.NONE,
} satisfies RetryProps;

const ANSWER_LOST: RetryProps = { ...AFTER_A_LOST_ANSWER, errors: [...AMBIGUOUS_ERROR_NAMES] };

/** The Lambda service, or a function that died: 2+16+128 s before jitter, two and a half minutes. */
const LAMBDA_SERVICE: RetryProps = {
  errors: [...LAMBDA_ERROR_NAMES],
  interval: Duration.seconds(2),
  backoffRate: 8,
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

/** A function that died may have done so between its call to Adobe and its return. */
const STARTER_DIED: RetryProps = { ...AFTER_A_LOST_ANSWER, errors: [...LAMBDA_ERROR_NAMES] };

/** In the order in which Step Functions tries them. Every error name that a rule can name stands in exactly one. */
export const RETRY_POLICIES: readonly RetryProps[] = [NEVER, TRANSIENT, ANSWER_LOST, LAMBDA_SERVICE];

/** The same for tasks that create something at Adobe. */
export const START_RETRY_POLICIES: readonly RetryProps[] = [NEVER, TRANSIENT, ANSWER_LOST, STARTER_DIED];
