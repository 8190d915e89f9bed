import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTinySandbox } from './tiny-sandbox.ts';

const CLI = fileURLToPath(new URL('../../../emulator/cli.ts', import.meta.url));

interface Ended {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...options: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...options], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
    });
  });
}

describe('npm run emulator', () => {
  let folder: string;
  const inFolder = (name: string): string => path.join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'emulator-cli-'));
    await writeTinySandbox(inFolder('tiny'));
    await writeTinySandbox(inFolder('broken'));
    await writeFile(path.join(folder, 'broken', 'web.json'), '[{"_id": ');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['an option that does not exist', () => ['--colour'], /unknown option '--colour'/],
    ['a port that cannot be', () => ['--port', '70000'], /whole number from 0 to 65535/],
    ['a speed that cannot be', () => ['--speed', 'fast'], /number from 0/],
    ['no persons', () => ['--persons', '0'], /whole number from 1/],
    ['a folder without sandbox.json', () => ['--sandbox', folder], /must hold a sandbox\.json/],
    ['broken records', () => ['--sandbox', inFolder('broken')], /web\.json/],
    ['a record folder that exists', () => ['--record', folder], /exists already/],
    ['an argument too many', () => ['start'], /too many arguments/],
  ])('refuses %s with one clear line', async (_, options, says) => {
    const { code, stdout, stderr } = await run(...options());
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim()).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('writes the generated sandbox, to look at or to change', async () => {
    const { code } = await run('--write-default', inFolder('generated'), '--persons', '50');
    expect(code).toBe(0);
    expect(await readdir(inFolder('generated'))).toContain('sandbox.json');
  });

  it('says where everything is, answers there, and ends on Ctrl-C', async () => {
    const emulator = spawn(process.execPath, [CLI, '--sandbox', inFolder('tiny'), '--port', '0', '--speed', '0']);
    const ended = new Promise((resolve) =>
      emulator.once('exit', (code, signal) => {
        resolve([code, signal]);
      }),
    );
    let welcome = '';
    for await (const text of emulator.stdout.setEncoding('utf8')) {
      welcome += String(text);
      if (welcome.includes('simulated time')) break;
    }
    const control = /control routes +(\S+)/.exec(welcome)?.[1] ?? '';
    expect(welcome).toMatch(/IMS +http:\/\/127\.0\.0\.1:\d+\/ims\n/);
    expect(welcome).toContain('emulated-client-secret');
    const clock = await fetch(`${control}/clock`);
    expect(await clock.json()).toEqual({ now: '2026-09-01T00:00:00.000Z' });
    emulator.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });
});
