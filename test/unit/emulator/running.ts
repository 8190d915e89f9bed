import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../emulator/index.ts';
import { TINY, writeTinySandbox } from './tiny-sandbox.ts';

/** An emulator of the tiny sandbox, a clock to move, and a client that sends what every request needs. */
export interface Running {
  readonly emulator: Emulator;
  readonly folder: string;
  readonly now: () => number;
  readonly pass: (time: { readonly seconds?: number; readonly minutes?: number; readonly days?: number }) => void;
  readonly platform: Call;
  readonly cja: Call;
  readonly control: Call;
}

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  /** A null takes a header away that would be sent otherwise. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Call = (path: string, options?: CallOptions) => Promise<Reply>;

export async function startTiny(options: Partial<EmulatorOptions> = {}): Promise<Running> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'emulator-test-'));
  await writeTinySandbox(folder);
  let time = TINY.startsAt;
  const clock = { now: () => time, set: (to: number) => (time = to) };
  const emulator = await createEmulator({ sandboxFolder: folder, clock, ...options });
  const { baseUrls, credentials } = emulator;
  const usual = async (): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await accessToken(emulator)}`,
    'x-api-key': credentials.clientId,
    'x-gw-ims-org-id': credentials.orgId,
  });
  return {
    emulator,
    folder,
    now: () => time,
    pass: ({ seconds = 0, minutes = 0, days = 0 }) => {
      time += 1000 * (seconds + 60 * minutes + 86_400 * days);
    },
    platform: async (target, call) =>
      send(baseUrls.platform + target, { ...(await usual()), 'x-sandbox-name': TINY.sandbox }, call),
    cja: async (target, call) => send(baseUrls.cja + target, await usual(), call),
    control: (target, call) => send(`${emulator.url}/__emulator${target}`, {}, call),
  };
}

export async function stop({ emulator, folder }: Running): Promise<void> {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
}

export async function withTiny<Result>(
  use: (running: Running) => Promise<Result>,
  options?: Partial<EmulatorOptions>,
): Promise<Result> {
  const running = await startTiny(options);
  try {
    return await use(running);
  } finally {
    await stop(running);
  }
}

export async function accessToken({ baseUrls, credentials }: Emulator): Promise<string> {
  const { clientId, clientSecret, scopes } = credentials;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: scopes,
  });
  const answer = await fetch(`${baseUrls.ims}/ims/token/v3`, { method: 'POST', body: form });
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
}

async function send(
  url: string,
  usual: Record<string, string>,
  { method = 'GET', body, headers = {}, signal }: CallOptions = {},
): Promise<Reply> {
  const sent = new Headers(usual);
  if (body !== undefined) sent.set('content-type', 'application/json');
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) sent.delete(name);
    else sent.set(name, value);
  }
  const answer = await fetch(url, {
    method,
    headers: sent,
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await bodyOf(answer) };
}

async function bodyOf(answer: Response): Promise<unknown> {
  if (answer.headers.get('content-type') === 'application/octet-stream') {
    return new Uint8Array(await answer.arrayBuffer());
  }
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}
