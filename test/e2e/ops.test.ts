import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Ended, ops, opsEnvironment } from '../../tools/docs/ops-command.ts';
import { record, type Recording, withRecording } from '../../tools/docs/recording.ts';
import { prepareScene, type Scene } from '../../tools/docs/scene.ts';
import { PROJECT, stackLines } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';

const FIVE_MINUTES = 300_000;

let folder: string;
let scene: Scene;
let recording: Recording;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await newFolder();
  scene = await prepareScene(folder);
  environment = opsEnvironment(scene.aws.environment);
  recording = await record(scene);
}, FIVE_MINUTES);
afterAll(async () => {
  await scene.close();
  await removeFolder(folder);
});

const type = (...args: string[]): Promise<Ended> => ops(args, { environment });

/** What a command says with --json: one document on standard output, and nothing else there. */
async function json(...args: string[]): Promise<any> {
  const { exitCode, stdout } = await type(...args, '--json');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

/** What went wrong in one line, and perhaps where help is; never a stack, nothing on standard output. */
function expectOneClearLine({ stdout, stderr }: Ended, line: RegExp): void {
  expect(stdout).toBe('');
  expect(stackLines(stderr)).toEqual([]);
  const [first = '', ...others] = stderr.trimEnd().split('\n');
  expect(first).toMatch(line);
  expect(others).toEqual(others.filter((other) => other === 'See npm run ops -- --help'));
}

describe('docs/ops.md', () => {
  it('shows what the commands print', async () => {
    const document = await readFile(path.join(PROJECT, 'docs/ops.md'), 'utf8');
    // Where it does not, after a change on purpose: npm run docs:record
    expect(document).toBe(withRecording(document, recording));
  });
});

describe('looking', () => {
  it('tells how every sync stands, by the time of the service', async () => {
    const { now, syncs } = await json('status');
    expect(Math.abs(Date.parse(now) - scene.clock.now())).toBeLessThan(1000);
    expect(syncs).toMatchObject([
      { sync: 'example', minutesLate: 0, failedAndNotRepaired: 0, nextDue: '2026-09-10T04:00:00.000Z', running: [] },
    ]);
  });

  it('lists the newest runs with their records', async () => {
    const { runs } = await json('runs', 'example', '--last', '2');
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatchObject({ status: 'SUCCEEDED', outcome: 'refreshed', record: { sync: 'example' } });
    expect(runs[0].startedAt > runs[1].startedAt).toBe(true);
  });

  it('finds a run by its name, the beginning of its name, and its ARN, before or behind the options', async () => {
    const [{ name, executionArn }] = (await json('runs', 'example')).runs;
    const shown = await json('show', name);
    expect(shown).toMatchObject({ name, executionArn, wayOn: 'leave' });
    expect(await json('show', name.slice(0, 6))).toEqual(shown);
    expect(await json('--stage', 'dev', 'show', executionArn)).toEqual(shown);
  });

  it('writes a report as a file or to standard output', async () => {
    const file = path.join(folder, 'example.html');
    expect(await json('report', 'example', '-o', file, '--last', '3')).toMatchObject({ file, runs: 3 });
    const { exitCode, stdout } = await type('report', 'example', '-o', '-', '--last', '3');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(await readFile(file, 'utf8'));
  });

  it.each([[['--help']], [['run', '--help']]])('teaches with examples: %j', async (args) => {
    const { exitCode, stdout } = await type(...args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Examples:\n  npm run ops -- ');
  });

  it('has no completion for a shell that it does not know', async () => {
    const ended = await ops(['complete', 'nosh'], { environment });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(
      /^command-argument value 'nosh' is invalid for argument 'shell'\. .*\nSee .* --help\n$/,
    );
  });

  it('completes commands in a shell', async () => {
    const script = await type('complete', 'bash');
    expect(script.stdout).toContain('audience-sync');
    const words = await type('complete', '--', 're');
    expect(words.stdout).toMatch(/^redrive\b/m);
    expect(words.stdout).toMatch(/^report\b/m);
  });
});

describe('acting', () => {
  it('plans without doing anything, and shows the SQL', async () => {
    const { exitCode, stdout } = await type('run', 'example', '--dry-run', '--wait');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('A dry run: nothing was exported or written. It would be delta');
    expect(stdout).toContain('INSERT INTO');
  });

  it('runs, waits, says on standard error where it stands, and tells the story', async () => {
    const { exitCode, stdout, stderr } = await type(
      'run',
      'example',
      '--full',
      '--wait',
      '--json',
      '--name',
      'by-hand',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'by-hand', input: { mode: 'full' }, record: { mode: 'full' } });
    expect(stderr).toMatch(/^\w+: .+\n/);
    expect(stderr).not.toContain('\u001b');
  });

  it('exits with 1 where the run fails, says what to type, and with 0 where the redrive succeeds', async () => {
    scene.emulator.faults.add({ kind: 'export-job-fails', nth: 1, times: 2 });
    const failed = await type('run', 'example', '--wait', '--name', 'unlucky');
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toContain('type   npm run ops -- redrive unlucky --wait');
    expect((await type('status', '--check')).exitCode).toBe(1);

    const redriven = await type('redrive', 'unlucky', '--wait');
    expect(redriven.exitCode).toBe(0);
    expect(redriven.stdout).toContain('unlucky  unchanged');
    expect((await type('status', '--check')).exitCode).toBe(0);
  }, 120_000);

  it('stops a run, and Ctrl-C stops only the waiting', async () => {
    const letTimePass = scene.clock.hold();
    expect(await json('run', 'example', '--name', 'held')).toMatchObject({ name: 'held', sync: 'example' });
    const status = (await json('status')).syncs[0];
    expect(status.running).toMatchObject([{ executionArn: expect.stringMatching(/:held$/) }]);

    const second = await type('run', 'example', '--name', 'second', '--wait');
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toContain('Skipped: the older run held was active.');

    expectOneClearLine(await type('redrive', 'held'), /^held is running: there is nothing to redrive/);
    const stopped = await type('stop', 'held', '--reason', 'to try it');
    expect(stopped.stdout).toMatch(/^Stopped: held\.\nTake it up again with: npm run ops -- redrive held\n$/);
    expect((await json('show', 'held')).cause).toBe('to try it');

    const interrupted = await ops(['redrive', 'held', '--wait'], { environment, isInterrupted: true });
    expect(interrupted.exitCode).toBe(130);
    expect(interrupted.stderr).toContain('Stopped waiting; the run goes on.');
    letTimePass();
    await scene.aws.idle();
    expect(await json('show', 'held')).toMatchObject({ outcome: 'unchanged', redrives: 1 });
  }, 120_000);
});

describe('what cannot be done', () => {
  it.each([
    ['an unknown command', ['statsu'], 2, /^unknown command 'statsu' \(Did you mean status\?\)$/],
    ['an argument that is missing', ['show'], 2, /^missing required argument 'execution'$/],
    ['an unknown option', ['status', '--fast'], 2, /^unknown option '--fast'/],
    ['a number that is none', ['runs', 'example', '--last', 'all'], 2, /whole number from 1 to 1000/],
    ['a name that AWS would not take', ['run', 'example', '--name', 'a b'], 2, /1 to 80 letters/],
    ['two results for one output', ['report', 'example', '-o', '-', '--json'], 2, /both want standard output/],
    ['a folder that is not there', ['report', 'example', '-o', '/nowhere/x.html'], 2, /cannot be written to \/nowhere/],
    ['a beginning that several names have', ['show', '1'], 2, /^"1" may mean \d+ executions: .+Give more of the name/],
    ['a misspelt sync', ['runs', 'exampel'], 3, /^No sync "exampel" in stage dev\. Did you mean example\?/],
    ['a stage that is not there', ['status', '--stage', 'prod'], 3, /^No sync of stage "prod".+Stages here: dev/],
    ['an unknown execution', ['show', 'nobody'], 3, /^No execution in stage dev .+"nobody"/],
    ['an ARN of nothing', ['show', 'arn:aws:states:us-east-1:000000000000:execution:x:y'], 3, /Does Not Exist/],
    ['a redrive of what has succeeded', ['redrive', '0b8734e6'], 5, /has succeeded: there is nothing to redrive/],
    ['a stop of what has ended', ['stop', '0b8734e6'], 5, /is not running: it ended as refreshed/],
  ])('refuses %s', async (_, args, exitCode, line) => {
    const ended = await type(...args);
    expect(ended.exitCode).toBe(exitCode);
    expectOneClearLine(ended, line);
  });
});

describe('an AWS that does not help', () => {
  /** Answers every call with one error. */
  async function refusing(code: string, message: string): Promise<Server> {
    const server = createServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code });
      response.end(JSON.stringify({ __type: code, message }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  it.each([
    ['ExpiredTokenException', /^The AWS credentials have expired\. Sign in again/],
    ['UnrecognizedClientException', /^AWS does not accept these credentials/],
    ['AccessDeniedException', /^AWS does not allow it: no states:ListStateMachines for you\. /],
    ['ThrottlingException', /^AWS is throttling this account/],
    ['SomethingNew', /^AWS answered SomethingNew: no states:ListStateMachines for you\.$/],
  ])('says what %s means', async (code, line) => {
    const server = await refusing(code, 'no states:ListStateMachines for you');
    const { port } = server.address() as AddressInfo;
    const ended = await ops(['status'], {
      environment: { ...environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    });
    server.close();
    expect(ended.exitCode).toBe(4);
    expectOneClearLine(ended, line);
  });

  it.each([
    ['nobody answers', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, /^Nobody answers at http:\/\/127\.0\.0\.1:9\./],
    [
      'there are no credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /^No AWS credentials were found/,
    ],
    ['the endpoint is no URL', { AWS_ENDPOINT_URL: 'nowhere' }, /^nowhere is no URL\. Correct AWS_ENDPOINT_URL/],
    ['there is no region', { AWS_REGION: '' }, /^No AWS region is set, or none that there is/],
  ])('says that %s', async (_, changed, line) => {
    const ended = await ops(['status'], { environment: { ...environment, ...changed } });
    expect(ended.exitCode).toBe(4);
    expectOneClearLine(ended, line);
  });
});
