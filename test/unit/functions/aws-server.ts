import { type AdobeServer, type Reply, startAdobeServer } from '../adobe/adobe-server.ts';

/** An answer of AWS, or how it fails. */
export type AwsAnswer = object | { readonly fails: string; readonly status: number };
type Answer = (input: Readonly<Record<string, unknown>>) => AwsAnswer;

/** AWS as its SDK meets it. */
export interface AwsServer extends AsyncDisposable {
  readonly url: string;
  /** The actions that were asked for, in their order. */
  readonly actions: () => string[];
  /** The inputs of an action, in their order. */
  readonly inputsOf: (action: string) => Readonly<Record<string, unknown>>[];
}

/**
 * @param answers by action; may be changed between calls
 * @param now epoch milliseconds, as the answers date themselves; this machine's time when left out
 */
export async function startAws(answers: Record<string, Answer>, now: () => number = Date.now): Promise<AwsServer> {
  const calls: { readonly action: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  const server: AdobeServer = await startAdobeServer(({ headers, body }) => {
    const target = headers['x-amz-target'];
    const isJson = typeof target === 'string';
    const input = isJson
      ? (JSON.parse(body) as Record<string, unknown>)
      : (Object.fromEntries(new URLSearchParams(body)) as Record<string, unknown>);
    const action = isJson ? target.slice(target.indexOf('.') + 1) : String(input['Action']);
    calls.push({ action, input });
    const answer = answers[action]?.(input) ?? { fails: 'InvalidAction', status: 400 };
    const { headers: own, ...reply } = isJson ? inJson(answer) : inXml(action, answer);
    return { ...reply, headers: { ...own, date: new Date(now()).toUTCString() } };
  });
  return {
    url: server.url,
    actions: () => calls.map(({ action }) => action),
    inputsOf: (action) => calls.filter((call) => call.action === action).map(({ input }) => input),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** For functions that are imported afterwards, and write no log. */
export function aimAwsAt({ url }: AwsServer): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
}

function inJson(answer: AwsAnswer): Reply {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'req-1' };
  return 'fails' in answer
    ? { status: answer.status, headers, body: { __type: answer.fails, message: 'It was told to fail.' } }
    : { headers, body: answer };
}

/** The query protocol, which SNS speaks. */
function inXml(action: string, answer: AwsAnswer): Reply {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': 'req-1' };
  if ('fails' in answer) {
    const error = `<Type>Sender</Type><Code>${answer.fails}</Code><Message>It was told to fail.</Message>`;
    return { status: answer.status, headers, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
  }
  const result = Object.entries(answer).map(([name, value]) => `<${name}>${String(value)}</${name}>`);
  return {
    headers,
    body: `<${action}Response><${action}Result>${result.join('')}</${action}Result></${action}Response>`,
  };
}
