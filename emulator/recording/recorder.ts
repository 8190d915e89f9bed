import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WireAnswer, WireRequest } from '../server/http-server.ts';
import type { QueryObserver } from '../services/query-service/queries.ts';
import type { Simulation } from '../simulation.ts';
import { redactBody, redactHeaders, redactTarget } from './redact.ts';
import { RECORD_README } from './readme.ts';
import { recordTransforms } from './transforms.ts';

/** Writes down what was said to Adobe and what queries wrote, so that anyone can check it with other tools. */
export interface Recorder {
  /** @param answer null: there was none */
  exchange(number: number, request: WireRequest, answer: WireAnswer | null): Promise<void>;
  observe(simulation: Simulation): QueryObserver;
}

export async function createRecorder(folder: string): Promise<Recorder> {
  const http = path.join(folder, 'http');
  const transforms = path.join(folder, 'transforms');
  await mkdir(http, { recursive: true });
  await mkdir(transforms, { recursive: true });
  await writeFile(path.join(folder, 'README.md'), RECORD_README);
  return {
    exchange: async (number, request, answer) => {
      const recorded = {
        request: {
          method: request.method,
          url: redactTarget(request.target),
          headers: redactHeaders(request.headers),
          body: redactBody(request.body, request.headers['content-type'] ?? ''),
        },
        answer: answer === null ? null : recordedAnswer(answer),
      };
      await writeFile(path.join(http, `${fileName(number, request)}.json`), `${JSON.stringify(recorded, null, 2)}\n`);
    },
    observe: (simulation) => recordTransforms(transforms, simulation),
  };
}

/** Of a body that was cut, what was sent of it. */
function recordedAnswer({ status, headers, body, delivery }: WireAnswer): Record<string, unknown> {
  const sent = delivery.kind === 'part' ? body.subarray(0, delivery.bytes) : body;
  return {
    status,
    headers: redactHeaders(headers),
    body: redactBody(sent, headers['content-type'] ?? ''),
    ...(delivery.kind === 'part' ? { endedAfterBytes: delivery.bytes } : {}),
  };
}

/** `0012-GET-platform-data-core-ups-audiences`: numbered in the order in which the requests came in. */
function fileName(number: number, { method, target }: WireRequest): string {
  const words = (target.split('?')[0] ?? '').split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return `${String(number).padStart(4, '0')}-${method}-${words.join('-')}`.slice(0, 120);
}
