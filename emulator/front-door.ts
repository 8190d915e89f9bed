import type { Control } from './control/control.ts';
import type { CallFaults } from './faults/calls/call-faults.ts';
import type { Recorder } from './recording/recorder.ts';
import { type Answer, Refused } from './server/answer.ts';
import type { Handler } from './server/http-server.ts';
import type { ServiceRequest } from './server/request.ts';
import { toRequest, toWire } from './server/wire.ts';
import { problem } from './services/errors.ts';
import type { World } from './world.ts';

interface Dependencies {
  readonly clock: { now(): number };
  readonly world: () => World;
  readonly control: Control;
  readonly faults: CallFaults;
  readonly recorder: Recorder | null;
}

/** What every request comes through on its way to a service, and every answer on its way back. */
export interface FrontDoor {
  readonly handle: Handler;
  readonly callCount: () => number;
}

export function createFrontDoor({ clock, world, control, faults, recorder }: Dependencies): FrontDoor {
  let calls = 0;

  async function ask(request: ServiceRequest): Promise<Answer> {
    const { simulation, adobe } = world();
    return orRefusal(() => simulation.timeline.exclusively(clock.now(), () => adobe.answer(request)));
  }

  return {
    handle: async (wire) => {
      if (wire.target.startsWith(control.basePath)) {
        return toWire(await orRefusal(() => control.answer(toRequest(wire, 'control'))));
      }
      const number = ++calls;
      const id = wire.headers['x-request-id'] ?? world().simulation.chance.uuid('request', number);
      const request = toRequest(wire, id);
      const given = await faults.around(request, async () => toWire(await ask(request)));
      const answer = given === null ? null : { ...given, headers: { 'x-request-id': id, ...given.headers } };
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
