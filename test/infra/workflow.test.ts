import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FUNCTION_TIMEOUT } from '../../infra/task-function.ts';
import { ERROR_NAMES_BY_CLASS, type ErrorClass } from '../../shared/errors/catalogue.ts';
import { AMBIGUOUS_ERROR_NAMES, LAMBDA_ERROR_NAMES } from '../../shared/errors/names.ts';
import { MOST_EXPORT_GROUPS } from '../../shared/steps/export.ts';
import { pollDelaySeconds } from '../../shared/steps/poll-delay.ts';
import { type State, statesOf, synthesize } from './synthesized.ts';

interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
  readonly IntervalSeconds?: number;
  readonly JitterStrategy?: string;
}

let folder: string;
let resources: Readonly<Record<string, { Type: string; Properties: any }>>;
let machines: { States: Record<string, State> }[];

beforeAll(() => {
  const synthesized = synthesize();
  folder = synthesized.folder;
  resources = synthesized.template.Resources;
  machines = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
    .map(({ Properties }) => JSON.parse(joined(Properties.DefinitionString)));
});

/** A definition with every reference as text. */
function joined(value: any): string {
  if (typeof value === 'string') return value;
  return value['Fn::Join'] ? value['Fn::Join'][1].map(joined).join('') : 'reference';
}

const rulesOf = (state: State): readonly Rule[] => state.Retry ?? [];
const tasks = (): [string, State][] => machines.flatMap(statesOf).filter(([, state]) => state.Type === 'Task');

describe('the error contract in every synthesized definition', () => {
  /** Step Functions ends the execution itself with these. */
  const NAMED_BY_NO_RULE: readonly ErrorClass[] = ['stepFunctions'];
  const RETRIED: readonly ErrorClass[] = ['transient', 'ambiguous', 'lambda'];

  it('routes each name exactly once in every task, and knows no other', () => {
    expect(machines.length).toBeGreaterThan(0);
    const contract = Object.entries(ERROR_NAMES_BY_CLASS).flatMap(([errorClass, names]) =>
      NAMED_BY_NO_RULE.some((unnamed) => unnamed === errorClass) ? [] : [...names],
    );
    for (const [name, task] of tasks()) {
      const named = rulesOf(task).flatMap((rule) => rule.ErrorEquals);
      expect([name, [...named].sort()]).toEqual([name, [...contract].sort()]);
    }
  });

  it('tries again what its class says, and nothing else', () => {
    for (const [name, task] of tasks()) {
      for (const [errorClass, names] of Object.entries(ERROR_NAMES_BY_CLASS)) {
        const isRetried = RETRIED.some((retried) => retried === errorClass);
        for (const errorName of names) {
          const rule = rulesOf(task).find(({ ErrorEquals }) => ErrorEquals.includes(errorName));
          expect([name, errorName, (rule?.MaxAttempts ?? 0) > 0]).toEqual([name, errorName, isRetried]);
        }
      }
    }
  });

  it('gives Adobe’s lists half a minute, for certain, before it looks for what a lost answer created', () => {
    const starters = tasks().filter(([name]) => /^Start /.test(name));
    expect(new Set(starters.map(([name]) => name))).toEqual(new Set(['Start export', 'Start transform']));
    for (const [, task] of starters) {
      for (const errorName of [...AMBIGUOUS_ERROR_NAMES, ...LAMBDA_ERROR_NAMES]) {
        const rule = rulesOf(task).find(({ ErrorEquals }) => ErrorEquals.includes(errorName));
        expect([errorName, rule?.JitterStrategy]).toEqual([errorName, 'NONE']);
        expect(rule?.IntervalSeconds).toBeGreaterThanOrEqual(30);
      }
    }
  });
});

describe('the bundles', () => {
  /** Secrets Manager, IMS and a platform that allows nothing, all in one. */
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const secret = { clientId: 'c', clientSecret: 's', orgId: 'o', scopes: 'openid' };
    server = createServer(({ headers, url: asked }, response) => {
      if (headers['x-amz-target']) response.end(JSON.stringify({ SecretString: JSON.stringify(secret) }));
      else if (asked?.startsWith('/ims/')) response.end(JSON.stringify({ access_token: 't', expires_in: 86_399 }));
      else response.writeHead(403).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Runs a handler of the real bundle in a process of its own, and says what it throws. */
  async function thrownBy(functionName: string, event: object, environment: Record<string, string>): Promise<string> {
    const { Properties } = Object.values(resources).find(
      ({ Type, Properties: p }) => Type === 'AWS::Lambda::Function' && p.FunctionName === functionName,
    )!;
    const asset = path.join(folder, `asset.${String(Properties.Code.S3Key).replace('.zip', '')}`);
    const bundle = pathToFileURL(
      path.join(
        asset,
        readdirSync(asset).find((file) => file.endsWith('.mjs'))!,
      ),
    ).href;
    const script = `
      const { handler } = await import(${JSON.stringify(bundle)});
      const context = { getRemainingTimeInMillis: () => 120000 };
      const thrown = await handler(${JSON.stringify(event)}, context).catch((error) => error);
      process.stdout.write('THROWN ' + thrown.name);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      env: {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_ENDPOINT_URL: url,
        ADOBE_IMS_URL: url,
        ADOBE_PLATFORM_URL: url,
        ...environment,
      },
    });
    return /THROWN (.*)$/s.exec(stdout)?.[1] ?? stdout;
  }

  const run = {
    sync: 'example',
    runId: 'run-1',
    startedAt: '2026-01-05T06:00:00Z',
    sandbox: 'dev',
    credentialsSecret: 'audience-sync/adobe',
    stateMachineArn: 'arn',
  };
  const context = { state: 'Check export', now: '2026-01-05T06:00:00Z', redriveCount: 0, redrivenAt: null };
  const attempt = {
    jobId: 'job-1',
    attempt: 1,
    attemptsSinceRedrive: 1,
    firstStartedAt: context.now,
    startedAt: context.now,
    deadlineAt: context.now,
    gaveUp: [],
    redriveCount: 0,
    waitSeconds: 15,
    problem: null,
  };
  const group = {
    mergePolicyId: 'mp',
    datasetId: 'ds',
    fields: 'identityMap',
    audiences: [{ id: 'a', membershipNamespace: 'ups' }],
    maxAttempts: 1,
    deadlineMinutes: 1,
  };
  const checkExport = { run, context, group, export: attempt };
  const startExport = {
    run,
    context,
    group,
    previous: { ...attempt, problem: { kind: 'deadline', message: 'late' } },
  };
  it.each<[string, string, object, Record<string, string>]>([
    ['InputInvalid', 'check-export', {}, {}],
    ['AwsUnavailable', 'check-export', checkExport, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
    ['EnvironmentInvalid', 'check-export', checkExport, { ADOBE_REQUEST_TIMEOUT_MS: 'soon' }],
    ['AdobeForbidden', 'check-export', checkExport, {}],
    ['ExportDeadlinePassed', 'start-export', startExport, {}],
  ])('throw %s by its name, minified as they are', async (name, of, event, environment) => {
    expect(await thrownBy(`audience-sync-dev-${of}`, event, environment)).toBe(name);
  });
});

describe('the history of the longest run that the schema admits', () => {
  const MOST_EVENTS = 25_000;
  const MOST_ATTEMPTS = 5;
  const FIVE_DAYS_HOURS = 5 * 24;
  /** Entered and exited, with scheduled, started and succeeded in between. */
  const TASK = 5;
  const OTHER_STATE = 2;
  /** Scheduled, started, failed. */
  const RETRY = 3;

  const retriesOf = (name: string): number => {
    const [, task] = tasks().find(([taskName]) => taskName === name)!;
    return rulesOf(task).reduce((sum, { MaxAttempts = 0 }) => sum + MaxAttempts, 0);
  };
  /** A look creates nothing, so that no answer to a create can be lost in it. */
  const retriesOfLook = (name: string): number => {
    const [, task] = tasks().find(([taskName]) => taskName === name)!;
    const possible = rulesOf(task).filter(
      ({ ErrorEquals }) => !AMBIGUOUS_ERROR_NAMES.every((n) => ErrorEquals.includes(n)),
    );
    return possible.reduce((sum, { MaxAttempts = 0 }) => sum + MaxAttempts, 0);
  };

  /** How often a step looks that waits for so long: looks that need no time themselves are the most. */
  function looks(seconds: number): number {
    const at = (elapsed: number): string => new Date(elapsed * 1000).toISOString();
    let count = 0;
    for (let elapsed = 0; elapsed < seconds; elapsed += pollDelaySeconds(at(0), at(elapsed))) count += 1;
    return count;
  }

  it('fits, with every retry of every task and one redrive that waits for as long again', () => {
    const start = Math.max(...['Start export', 'Start transform'].map((name) => TASK + RETRY * retriesOf(name)));
    const look = Math.max(
      ...['Check export', 'Check transform', 'Confirm connection'].map((name) => TASK + RETRY * retriesOfLook(name)),
    );
    const poll = OTHER_STATE + look + OTHER_STATE;

    // The deadlines together are five days; the step that waits longest does so again after the redrive.
    const hours = Array.from({ length: FIVE_DAYS_HOURS + 1 }, (_, hour) => looks(hour * 3600));
    let most = 0;
    for (let first = 0; first <= FIVE_DAYS_HOURS; first += 1) {
      for (let second = 0; first + second <= FIVE_DAYS_HOURS; second += 1) {
        const third = FIVE_DAYS_HOURS - first - second;
        most = Math.max(most, 2 * hours[first]! + hours[second]! + hours[third]!);
      }
    }
    const waiting = most * poll;
    // Each export group and the transform use up their attempts, and one of them again after the redrive. How often they are
    // looked at depends on the time alone: the delay grows with that of the step, not of the attempt or the group.
    const attempts = (MOST_EXPORT_GROUPS + 2) * MOST_ATTEMPTS * start;
    const others = tasks().filter(([name]) => !/^(Start|Check|Confirm) /.test(name));
    const once = others.reduce((sum, [name]) => sum + TASK + RETRY * retriesOf(name), 0);
    const mapAndEnds = MOST_EXPORT_GROUPS * 2 + 2 + 20 * OTHER_STATE;

    const events = waiting + attempts + once + mapAndEnds;
    expect(events).toBeGreaterThan(10_000);
    expect(events).toBeLessThan(MOST_EVENTS);
  });
});

it('a function has the time for its calls that the clients count on', () => {
  // functions/runtime/time-left.ts keeps 20 s back; three tries of 30 s with 1 s and 2 s between them need 93 s.
  expect(FUNCTION_TIMEOUT.toSeconds() - 20).toBeGreaterThanOrEqual(3 * 30 + 1 + 2);
});
