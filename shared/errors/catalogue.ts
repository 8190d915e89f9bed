import { ADOBE_TERMINAL_ERROR_NAMES } from '../adobe/error-names.ts';
import {
  AMBIGUOUS_ERROR_NAMES,
  AWS_TERMINAL_ERROR_NAMES,
  CONTROL_ERROR_NAMES,
  DATA_ERROR_NAMES,
  DEADLINE_ERROR_NAMES,
  DEFECT_ERROR_NAMES,
  DEPLOYMENT_ERROR_NAMES,
  type ErrorName,
  JOB_ERROR_NAMES,
  LAMBDA_ERROR_NAMES,
  SETUP_ERROR_NAMES,
  STEP_FUNCTIONS_ERROR_NAMES,
  TRANSIENT_ERROR_NAMES,
} from './names.ts';

/** What an error name means to a person. */
export interface ErrorExplanation {
  /** What happened, as a sentence without its full stop. */
  readonly meaning: string;
  /** What a person does once the execution has failed with it, as an instruction without its full stop. */
  readonly whatToDo: string;
}

/** The names by what they have in common. Every name of the contract stands in exactly one class. */
export const ERROR_NAMES_BY_CLASS = {
  transient: TRANSIENT_ERROR_NAMES,
  ambiguous: AMBIGUOUS_ERROR_NAMES,
  adobe: ADOBE_TERMINAL_ERROR_NAMES,
  aws: AWS_TERMINAL_ERROR_NAMES,
  setup: SETUP_ERROR_NAMES,
  job: JOB_ERROR_NAMES,
  deadline: DEADLINE_ERROR_NAMES,
  data: DATA_ERROR_NAMES,
  control: CONTROL_ERROR_NAMES,
  defect: DEFECT_ERROR_NAMES,
  deployment: DEPLOYMENT_ERROR_NAMES,
  lambda: LAMBDA_ERROR_NAMES,
  stepFunctions: STEP_FUNCTIONS_ERROR_NAMES,
} as const;
export type ErrorClass = keyof typeof ERROR_NAMES_BY_CLASS;

const REDRIVE_LATER = 'Wait until Adobe is well again, then redrive the execution: it goes on where it stopped';
const REDRIVE = 'Redrive the execution: it goes on where it stopped';
const DEPLOY_AGAIN = 'Deploy a release that works, then redrive the execution';
const LAMBDA_AWAY = 'Look at the AWS Health Dashboard, then redrive the execution: it goes on where it stopped';
const READ_THE_LOG = "Read the function's log, then redrive the execution: it finds what was created and goes on";

/** Every name that a failed execution can have, for failure messages, the runbook and the operator's command. */
export const ERROR_CATALOGUE: Readonly<Record<ErrorName, ErrorExplanation>> = {
  AdobeThrottled: {
    meaning: 'Adobe had too many requests, and still had after all retries',
    whatToDo: `Find out who else uses this credential so much. ${REDRIVE_LATER}`,
  },
  AdobeUnavailable: {
    meaning: 'A service of Adobe failed or could not be reached, and still after all retries',
    whatToDo: `Look at status.adobe.com. ${REDRIVE_LATER}`,
  },
  AdobeTimeout: {
    meaning: 'Adobe gave no answer in time, and still none after all retries',
    whatToDo: `Look at status.adobe.com. ${REDRIVE_LATER}`,
  },
  AdobeAnswerLost: {
    meaning: 'The answer to a call that creates an export job or a query was lost, again and again',
    whatToDo: `${REDRIVE_LATER}, and with what was created, if anything was`,
  },
  AwsUnavailable: {
    meaning: 'Step Functions or Secrets Manager failed, throttled or could not be reached, and still after all retries',
    whatToDo: LAMBDA_AWAY,
  },

  AdobeCredentialsRejected: {
    meaning: 'Adobe does not accept the credential, even when the secret was read anew',
    whatToDo:
      'Compare the secret with the OAuth Server-to-Server credential in the Developer Console, then redrive the execution',
  },
  AdobeForbidden: {
    meaning: 'The credential may not do this: licence, product profile, role or sandbox',
    whatToDo: 'Give the credential what the message names, then redrive the execution',
  },
  AdobeNotFound: {
    meaning: 'Adobe does not know something that the sync definition or an earlier step names',
    whatToDo: 'Find out who deleted it, correct the sync definition, deploy, and start a new execution',
  },
  AdobeRequestRejected: {
    meaning: 'Adobe refuses a request as wrong',
    whatToDo: 'Read what Adobe says in the message; if it is not plain, give its request id to Adobe support',
  },
  AdobeAnswerNotUnderstood: {
    meaning: "Adobe's answer is not what its API's contract says",
    whatToDo: 'Redrive the execution once; if it fails again, Adobe has changed its API: a new release is needed',
  },

  AwsAccessDenied: {
    meaning: "A function's role may not make a call to AWS, or may not use the key of the secret",
    whatToDo: "Compare the function's role and the key policy with what is deployed, then redrive the execution",
  },
  AwsRequestRejected: {
    meaning: 'AWS refuses a request of a function as wrong',
    whatToDo: 'Read what AWS says in the message; what it names was probably removed or renamed after the deployment',
  },

  DefinitionInvalid: {
    meaning: 'The sync definition breaks a rule',
    whatToDo: 'Correct the file in syncs/, deploy, and start a new execution',
  },
  InputInvalid: {
    meaning: 'The execution input, or the payload of a step, is not what it must be',
    whatToDo: 'Start a new execution with {} or with the overrides that the README lists',
  },
  EnvironmentInvalid: {
    meaning: 'An environment variable of a function is not what it must be',
    whatToDo: "Correct the function's environment as the message says, then redrive the execution",
  },
  SecretInvalid: {
    meaning: 'The secret with the Adobe credential is missing, or does not hold what it must',
    whatToDo: 'Store clientId, clientSecret, orgId and scopes as JSON in the secret, then redrive the execution',
  },
  AudienceUnusable: {
    meaning: 'An audience of the sync definition does not exist, is not published, or is archived',
    whatToDo: 'Publish the audience or take it out of the sync definition, then start a new execution',
  },
  DatasetUnusable: {
    meaning: 'The export, target or ledger dataset is missing or not made as it must be',
    whatToDo: 'Mend the dataset or the sync definition as the message says, then start a new execution',
  },
  ConnectionUnusable: {
    meaning: 'The CJA connection does not take the target dataset in as it must',
    whatToDo: 'Change the connection in CJA as the message says, then redrive the execution',
  },

  ExportJobFailed: {
    meaning: 'The export job failed as often as the sync definition allows',
    whatToDo: 'Mend the cause that the message names, then redrive the execution: it starts another export job',
  },
  TransformFailed: {
    meaning: 'The query failed as often as the sync definition allows',
    whatToDo: 'Mend the cause that the message names, then redrive the execution: it starts another query',
  },

  ExportDeadlinePassed: {
    meaning: 'The export job was not finished at its deadline',
    whatToDo:
      'Ask Adobe why it takes so long, then redrive the execution: it takes the job if it has succeeded, else replaces it',
  },
  TransformDeadlinePassed: {
    meaning: 'The query was not finished at its deadline',
    whatToDo:
      'Ask Adobe why it takes so long, then redrive the execution: it takes the query if it has succeeded, else replaces it',
  },
  CjaDeadlinePassed: {
    meaning: 'The rows were written, but CJA had not taken them in at the deadline',
    whatToDo: 'Look at the dataset in the CJA connection, then redrive the execution: it goes on waiting',
  },

  ExportCountMismatch: {
    meaning: 'The export job and its batch disagree about the number of profiles; nothing was written',
    whatToDo: 'Redrive the execution: it exports again',
  },
  ProfilesReadMismatch: {
    meaning: 'The query did not read as many profiles as were exported; nothing was written',
    whatToDo: 'Redrive the execution to transform again; if it fails again, start a new one, which exports again',
  },
  MembershipSwing: {
    meaning: 'An audience grew or shrank more than the guards allow; nothing was written',
    whatToDo: 'If the change is real, start a new execution with {"acceptSwing": true}; a redrive cannot accept it',
  },
  RunSuperseded: {
    meaning: 'A run with a newer export has written already; this one has nothing to add',
    whatToDo: 'Nothing: leave this execution as it is',
  },

  UnexpectedError: {
    meaning: 'A function failed in a way that nobody thought of: a defect of this service',
    whatToDo: "Read the function's log for the cause; redrive the execution once it is mended",
  },
  'Lambda.ResourceNotFoundException': {
    meaning: 'A function of the workflow no longer exists',
    whatToDo: DEPLOY_AGAIN,
  },
  'Runtime.HandlerNotFound': { meaning: 'A function was deployed without its handler', whatToDo: DEPLOY_AGAIN },
  'Runtime.ImportModuleError': { meaning: 'A function was deployed that cannot be loaded', whatToDo: DEPLOY_AGAIN },
  'Runtime.MalformedHandlerName': {
    meaning: 'A function was deployed with a handler name that Lambda cannot read',
    whatToDo: DEPLOY_AGAIN,
  },
  'Runtime.UserCodeSyntaxError': {
    meaning: 'A function was deployed whose code its runtime cannot read',
    whatToDo: DEPLOY_AGAIN,
  },

  'Lambda.ClientExecutionTimeoutException': {
    meaning: 'Lambda did not answer Step Functions in time, and still not after all retries',
    whatToDo: LAMBDA_AWAY,
  },
  'Lambda.ServiceException': { meaning: 'Lambda itself failed, and still after all retries', whatToDo: LAMBDA_AWAY },
  'Lambda.AWSLambdaException': {
    meaning: 'Lambda refused or failed to run a function, and still after all retries',
    whatToDo: `See whether the state machine's role may invoke the function. ${LAMBDA_AWAY}`,
  },
  'Lambda.SdkClientException': {
    meaning: 'Step Functions could not reach Lambda, and still not after all retries',
    whatToDo: LAMBDA_AWAY,
  },
  'Lambda.TooManyRequestsException': {
    meaning: 'The account ran as many functions as it may, and still after all retries',
    whatToDo: `Raise the concurrency limit or reserve some for these functions. ${REDRIVE}`,
  },
  'Lambda.Unknown': { meaning: 'A function died without saying why, and again at each retry', whatToDo: READ_THE_LOG },
  'Runtime.ExitError': { meaning: "A function's process ended, and again at each retry", whatToDo: READ_THE_LOG },
  'Runtime.NodeJsExit': {
    meaning: 'A function ended before it had a result, and again at each retry',
    whatToDo: READ_THE_LOG,
  },
  'Runtime.OutOfMemory': {
    meaning: 'A function needed more memory than it has, and again at each retry',
    whatToDo: 'Give the function more memory in infra/task-function.ts, deploy, and redrive the execution',
  },
  'Runtime.UnhandledPromiseRejection': {
    meaning: 'A function died of an error that it did not handle, and again at each retry',
    whatToDo: READ_THE_LOG,
  },
  'Sandbox.Timedout': {
    meaning: 'A function took longer than it may, and again at each retry',
    whatToDo: READ_THE_LOG,
  },
  'States.Timeout': {
    meaning: 'A task, or the execution as a whole, took longer than it may',
    whatToDo: 'See in the history what it waited for, then redrive the execution: all time limits start anew',
  },

  'States.DataLimitExceeded': {
    meaning: 'A payload is larger than the 256 KiB that Step Functions carries',
    whatToDo: 'Split the sync definition: fewer audiences in each',
  },
  'States.NoChoiceMatched': {
    meaning: 'A step answered something that the workflow does not know',
    whatToDo: 'Start a new execution: this one belongs to a release whose steps no longer fit together',
  },
  'States.Permissions': {
    meaning: "The state machine's role may not do what a state asks for",
    whatToDo: "Compare the state machine's role with what is deployed, then redrive the execution",
  },
  'States.QueryEvaluationError': {
    meaning: 'An expression of the workflow failed on what a step returned',
    whatToDo: 'Start a new execution: this one belongs to a release whose steps no longer fit together',
  },
  'States.Runtime': {
    meaning: 'Step Functions could not go on with the execution at all',
    whatToDo: 'Read the cause in the console, and start a new execution',
  },
  'States.TaskFailed': {
    meaning: 'A task failed, and Step Functions gives no other name for it',
    whatToDo: READ_THE_LOG,
  },
};

/** The explanation of a name as an execution reports it; null for one that is not of the contract. */
export function explainError(name: string): ErrorExplanation | null {
  return Object.entries(ERROR_CATALOGUE).find(([known]) => known === name)?.[1] ?? null;
}
