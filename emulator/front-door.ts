import type { Control } from './control/control.ts';
import type { Recorder } from './recording/recorder.ts';
import { type Answer, Refused } from './server/answer.ts';
import type { WireAnswer, WireRequest } from './server/http-server.ts';
import type { ServiceRequest } from './server/request.ts';
import { problem } from './services/errors.ts';
import type { World } from './world.ts';

interface Dependencies {
  readonly clock: { now(): number };
  readonly world: () => World;
  readonly control: Control;
  readonly recorder: Recorder | null;
}

/** What every request comes through on its way to a service, and every answer on its way back. */
export interface FrontDoor {
  readonly handle: (request: WireRequest) => Promise<WireAnswer>;
  readonly callCount: () => number;
}

export function createFrontDoor({ clock, world, control, recorder }: Dependencies): FrontDoor {
  let calls = 0;

  async function ask(request: ServiceRequest): Promise<Answer> {
    const { simulation, adobe } = world();
    return orRefusal(() => simulation.timeline.exclusively(clock.now(), () => adobe.answer(request)));
  }

  return {
    handle: async (wire) => {
      if (wire.target.startsWith(control.basePath)) {
        return toWire(await orRefusal(() => control.answer(toRequest(wire, 'control'))), {});
      }
      const number = ++calls;
      const id = wire.headers['x-request-id'] ?? world().simulation.chance.uuid('request', number);
      const answer = toWire(await ask(toRequest(wire, id)), { 'x-request-id': id });
      await recorder?.exchange(number, wire, answer);
      return answer;
    },
    callCount: () => calls,
  };
}

/** A fault of the emulator itself must not look like one of Adobe's. */
async function orRefusal(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    console.error(error);
    const what = error instanceof Error ? error.message : String(error);
    return problem(500, 'EMULATOR-500', `The emulator itself failed: ${what}`).answer;
  }
}

function toRequest({ method, target, headers, body }: WireRequest, id: string): ServiceRequest {
  const [path = '/', query = ''] = target.split(/\?(.*)/s);
  return { id, method, path, query: new URLSearchParams(query), headers, body, params: {} };
}

function toWire({ status, headers, body }: Answer, more: Readonly<Record<string, string>>): WireAnswer {
  return {
    status,
    headers: { ...headers, ...more },
    body: bodyOf(body),
  };
}

function bodyOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(body === undefined ? '' : JSON.stringify(body));
}
