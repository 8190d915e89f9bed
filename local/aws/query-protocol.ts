import { AwsError } from './aws-error.ts';

/** An operation takes the parameters of its request and gives the elements of its result. */
export type QueryOperations = Readonly<Record<string, (parameters: URLSearchParams) => string>>;

/** A service that speaks AWS's query protocol: forms in, XML out. */
export interface QueryService {
  readonly version: string;
  readonly namespace: string;
  readonly operations: QueryOperations;
}

/**
 * Answers a request in the query protocol (docs "AWS query protocol", smithy.io).
 * @throws AwsError
 */
export function answerQuery(services: readonly QueryService[], form: string, requestId: string): string {
  const parameters = new URLSearchParams(form);
  const action = parameters.get('Action') ?? '';
  const service = services.find(({ version }) => version === parameters.get('Version'));
  const operation =
    service !== undefined && Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
  if (service === undefined || operation === undefined) {
    throw new AwsError('InvalidAction', `The operation "${action}" is not implemented locally`);
  }
  const result = element(`${action}Result`, operation(parameters));
  const metadata = element('ResponseMetadata', element('RequestId', requestId));
  return `<${action}Response xmlns="${service.namespace}">${result}${metadata}</${action}Response>`;
}

/** How an error reads in the query protocol. */
export function queryError({ code, message, status }: AwsError, requestId: string): string {
  const type = element('Type', status < 500 ? 'Sender' : 'Receiver');
  const error = element('Error', type + element('Code', xmlText(code)) + element('Message', xmlText(message)));
  return element('ErrorResponse', error + element('RequestId', requestId));
}

/** @param content XML */
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

export const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');
