import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Operation, Parameter } from './contracts.ts';
import { KNOWN_DIFFERENCES, type KnownDifference } from './known-differences.ts';

/** One HTTP exchange with Adobe, as the emulator records it. */
export const Exchange = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
  answer: z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});
export type Exchange = z.output<typeof Exchange>;

/** No published contract has these (docs: OAuth Server-to-Server authentication; Profile API, "Merge policies endpoint"). */
const WITHOUT_CONTRACT = [/^\/ims\//, /^\/platform\/data\/core\/ups\/config\/mergePolicies(\/|$)/];

/** The exchanges in a record, in the order in which they happened. */
export async function recordedExchanges(recordFolder: string): Promise<Exchange[]> {
  const folder = path.join(recordFolder, 'http');
  const files = (await readdir(folder)).sort();
  return Promise.all(
    files.map(async (file) => Exchange.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')))),
  );
}

/**
 * What in an exchange goes against Adobe's contracts: method and path, required headers and parameters, parameters and
 * body keys that are not declared, types; of the answer its shape, where the contract declares one for its status.
 * Requests that were refused (4xx) may be wrong themselves; of them only the answer is checked.
 * @param known what is not held against an exchange
 * @returns one line per violation, `GET /… (operation): what`; none: all is well
 */
export function checkExchange(
  exchange: Exchange,
  operations: readonly Operation[],
  known: readonly KnownDifference[] = KNOWN_DIFFERENCES,
): string[] {
  const { method, url } = exchange.request;
  const [pathname = '', query = ''] = url.split(/\?(.*)/s);
  if (WITHOUT_CONTRACT.some((pattern) => pattern.test(pathname))) return [];
  const operation = operations.find((candidate) => candidate.method === method && candidate.path.test(pathname));
  const isRefused = exchange.answer.status >= 400 && exchange.answer.status < 500;
  if (operation === undefined) return isRefused ? [] : [`${method} ${pathname}: no contract has this operation`];
  const problems = [
    ...(isRefused
      ? []
      : [...checkParameters(exchange, new URLSearchParams(query), operation), ...checkBody(exchange, operation)]),
    ...checkAnswer(exchange, operation),
  ];
  return problems
    .filter((problem) => !known.some(({ operation: id, says }) => id === operation.id && says.test(problem)))
    .map((problem) => `${method} ${pathname} (${operation.id}): ${problem}`);
}

function checkParameters({ request }: Exchange, query: URLSearchParams, operation: Operation): string[] {
  const declared = (place: Parameter['place']): Parameter[] =>
    operation.parameters.filter((parameter) => parameter.place === place);
  const missing = [
    ...declared('header').filter(
      ({ name, isRequired }) => isRequired && request.headers[name.toLowerCase()] === undefined,
    ),
    ...declared('query').filter(({ name, isRequired }) => isRequired && !query.has(name)),
  ].map(({ name, place }) => `the ${place} parameter ${name} is missing`);
  const wrong = [...query].flatMap(([name, value]) => {
    const parameter = declared('query').find((candidate) => candidate.name === name);
    if (parameter === undefined) return [`the query parameter ${name} is not declared`];
    return parameter.check(typed(value, parameter.type)).length === 0
      ? []
      : [`the query parameter ${name} cannot be ${value}`];
  });
  return [...missing, ...wrong];
}

/** A query parameter's text as the value that its schema speaks of. */
function typed(value: string, type: string | undefined): unknown {
  switch (type) {
    case 'integer':
    case 'number':
      return value === '' ? value : Number(value);
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'array':
      return value.split(',');
    default:
      return value;
  }
}

function checkBody({ request }: Exchange, { body }: Operation): string[] {
  if (request.body === null) return body?.isRequired === true ? ['the body is missing'] : [];
  if (body === null) return ['a body is not declared'];
  const keys = z.record(z.string(), z.unknown()).safeParse(request.body);
  const undeclared =
    keys.success && body.keys !== null ? Object.keys(keys.data).filter((key) => !body.keys?.includes(key)) : [];
  return [
    ...undeclared.map((key) => `the body's ${key} is not declared`),
    ...body.check(request.body).map((problem) => `body: ${problem}`),
  ];
}

function checkAnswer({ answer }: Exchange, { answers }: Operation): string[] {
  const check = answers.get(String(answer.status));
  // Of what can go wrong the contracts list only a part; of what succeeds, all.
  if (check === undefined) return answer.status < 400 ? [`answer ${answer.status} is not declared`] : [];
  return check === null ? [] : check(answer.body).map((problem) => `answer ${answer.status}: ${problem}`);
}
