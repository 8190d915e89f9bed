import * as z from 'zod';
import { AwsAwayError, EXIT, type ExitCode, OpsError } from '../ops-error.ts';

/** What the AWS SDK throws: an exception of the service, or trouble on the way to it. */
const Thrown = z.looseObject({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  $metadata: z.looseObject({ httpStatusCode: z.number().default(0) }).optional(),
});
type Thrown = z.infer<typeof Thrown>;

interface Explanation {
  readonly exitCode: ExitCode;
  readonly names: readonly string[];
  /** AWS's own words are left out where they may quote a request's signature. */
  readonly line: (thrown: Thrown) => string;
}

const ownWords = ({ message }: Thrown): string => message.replaceAll(/\s+/g, ' ').trim().replace(/\.?$/, '.');

/** By error name (docs "Common errors", Step Functions API reference, and the credential providers of the SDK). */
const EXPLANATIONS: readonly Explanation[] = [
  {
    exitCode: EXIT.aws,
    names: ['CredentialsProviderError', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    line: () => 'No AWS credentials were found. Set AWS_PROFILE, or sign in (aws sso login), and try again.',
  },
  {
    exitCode: EXIT.aws,
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
    line: () => 'The AWS credentials have expired. Sign in again (aws sso login), and try again.',
  },
  {
    exitCode: EXIT.aws,
    names: [
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
    ],
    line: () => 'AWS does not accept these credentials. Check AWS_PROFILE and AWS_REGION, or sign in again.',
  },
  {
    exitCode: EXIT.aws,
    names: ['AccessDeniedException', 'AccessDenied', 'NotAuthorized'],
    line: (thrown) => `AWS does not allow it: ${ownWords(thrown)} Use a role that may, or ask for the permission.`,
  },
  {
    exitCode: EXIT.aws,
    names: ['RegionMissing'],
    line: () => 'No AWS region is set, or none that there is. Set AWS_REGION, or a region in the profile.',
  },
  {
    exitCode: EXIT.notFound,
    names: ['ExecutionDoesNotExist', 'StateMachineDoesNotExist', 'InvalidArn', 'StateMachineDeleting'],
    line: (thrown) => `${ownWords(thrown)} Step Functions forgets an execution 90 days after its end.`,
  },
  {
    exitCode: EXIT.refused,
    names: ['ExecutionNotRedrivable'],
    line: (thrown) => `${ownWords(thrown)} Start a new execution instead: run SYNC.`,
  },
  {
    exitCode: EXIT.refused,
    names: ['ExecutionAlreadyExists'],
    // docs "StartExecution", Step Functions API reference: a name is taken for 90 days after the end.
    line: () => 'A run with this name exists already. Choose another --name; without one, a new name is made.',
  },
  {
    exitCode: EXIT.refused,
    names: ['ExecutionLimitExceeded', 'ValidationException'],
    line: (thrown) => ownWords(thrown),
  },
];

const THROTTLED = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']);

/** Names and codes of what a socket or a resolver reports. */
const NO_ANSWER = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'TimeoutError']);

/**
 * What went wrong at AWS as one line for an operator; whatever is not known to be AWS's comes back as it is.
 * @param endpoint what was talked to, for the case that nobody answered
 */
export function explainAwsError(error: unknown, endpoint: string): unknown {
  const parsed = Thrown.safeParse(error);
  if (!parsed.success || error instanceof OpsError) return error;
  const thrown = parsed.data;
  // The SDK gives these two no name of their own.
  const name = /^Region (is missing|not accepted)/.test(thrown.message) ? 'RegionMissing' : thrown.name;
  const known = EXPLANATIONS.find(({ names }) => names.includes(name));
  if (known !== undefined) return new OpsError(known.exitCode, known.line(thrown), { cause: error });
  if (THROTTLED.has(thrown.name)) {
    return new AwsAwayError('AWS is throttling this account. Wait a minute, and try again.', { cause: error });
  }
  if (NO_ANSWER.has(thrown.name) || NO_ANSWER.has(thrown.code ?? '')) {
    const check = endpoint.startsWith('http')
      ? 'Is it running, and is AWS_ENDPOINT_URL right?'
      : 'Check the network and AWS_REGION.';
    return new AwsAwayError(`Nobody answers at ${endpoint}. ${check}`, { cause: error });
  }
  if (thrown.code === 'ERR_INVALID_URL') {
    return new OpsError(EXIT.aws, `${endpoint} is no URL. Correct AWS_ENDPOINT_URL, or unset it.`, { cause: error });
  }
  if (thrown.$metadata !== undefined) {
    const line = `AWS answered ${thrown.name}: ${ownWords(thrown)}`;
    return thrown.$metadata.httpStatusCode >= 500
      ? new AwsAwayError(line, { cause: error })
      : new OpsError(EXIT.aws, line, { cause: error });
  }
  return error;
}
