import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { LAMBDA_ERROR_NAMES, TERMINAL_ERROR_NAMES, TRANSIENT_ERROR_NAMES } from '../../shared/errors/names.ts';

/** First in every task: what must not be tried again is not, whatever the rules behind it say. */
const NEVER: RetryProps = { errors: [...TERMINAL_ERROR_NAMES], maxAttempts: 0 };

/** Adobe throttles, stalls or is away. 5+10+20+40+80+120+120 s before jitter: about six and a half minutes, with full jitter half of that on average. */
const ADOBE_TRANSIENT: RetryProps = {
  errors: [...TRANSIENT_ERROR_NAMES],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxAttempts: 7,
  maxDelay: Duration.minutes(2),
  jitterStrategy: JitterType.FULL,
};

/** The Lambda service, or a function that died: 2+4+8+16+32+64 s before jitter, about two minutes. */
const LAMBDA_SERVICE: RetryProps = {
  errors: [...LAMBDA_ERROR_NAMES],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
  jitterStrategy: JitterType.FULL,
};

/** In the order in which Step Functions tries them. Every error name of the contract stands in exactly one. */
export const RETRY_POLICIES: readonly RetryProps[] = [NEVER, ADOBE_TRANSIENT, LAMBDA_SERVICE];
