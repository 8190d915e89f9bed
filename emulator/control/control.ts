import * as z from 'zod';
import type { EmulatorClock } from '../clock.ts';
import type { Faults } from '../faults/index.ts';
import type { AudienceTruth, IdentityChoice } from '../sandbox/population.ts';
import { type Answer, json, type Refused } from '../server/answer.ts';
import { readJson, readQuery, type ServiceRequest } from '../server/request.ts';
import { createRouter, type Route, under } from '../server/router.ts';
import { problem } from '../services/errors.ts';
import type { World } from '../world.ts';
import type { CjaControl } from './cja-control.ts';
import { cjaRoutes } from './cja-routes.ts';
import { faultRoutes } from './fault-routes.ts';

interface Dependencies {
  readonly clock: EmulatorClock;
  readonly world: () => World;
  readonly inspect: () => Promise<Record<string, unknown>>;
  readonly truth: (identity: IdentityChoice, connectionId: string | null) => Promise<readonly AudienceTruth[]>;
  readonly reset: (seed?: number) => Promise<void>;
  readonly callCount: () => number;
  readonly cja: CjaControl;
  readonly faults: Faults;
}

/** The routes by which a test looks into the emulator and moves its time. They need no token. */
export interface Control {
  readonly basePath: string;
  answer(request: ServiceRequest): Promise<Answer>;
}

const BASE_PATH = '/__emulator';
const ClockChange = z.union([
  z.strictObject({ now: z.iso.datetime() }),
  z.strictObject({ advanceSeconds: z.number().positive() }),
]);
const Reset = z.strictObject({ seed: z.int().optional() });
const TruthQuery = z
  .object({
    identityNamespace: z.string().optional(),
    identityPath: z.string().optional(),
    which: z.enum(['all', 'primary']).default('all'),
    connectionId: z.string().optional(),
  })
  .strict();

export function createControl({ clock, world, truth, reset, callCount, cja, faults, inspect }: Dependencies): Control {
  const routes: Route[] = [
    { method: 'GET', path: '/state', handle: async () => json(200, await inspect()) },
    { method: 'GET', path: '/clock', handle: () => json(200, { now: iso(clock.now()) }) },
    {
      method: 'POST',
      path: '/clock',
      handle: (request) => {
        const change = readJson(request, ClockChange, refuse);
        const time = 'now' in change ? Date.parse(change.now) : clock.now() + change.advanceSeconds * 1000;
        if (clock.set === undefined) throw refuse('this clock moves by itself and cannot be set');
        if (time < clock.now()) throw refuse(`the clock cannot go back from ${iso(clock.now())}`);
        clock.set(time);
        return json(200, { now: iso(clock.now()) });
      },
    },
    {
      method: 'POST',
      path: '/reset',
      handle: async (request) => {
        const { seed } = request.body.length === 0 ? {} : readJson(request, Reset, refuse);
        await reset(seed);
        return json(200, { now: iso(clock.now()) });
      },
    },
    {
      method: 'GET',
      path: '/truth',
      handle: async (request) => {
        const { connectionId = null, ...identity } = readQuery(request, TruthQuery, refuse);
        const isKnown = world().simulation.sandbox.connections.some(({ id }) => id === connectionId);
        if (connectionId !== null && !isKnown) throw refuse(`there is no connection ${connectionId}`);
        return json(200, { audiences: await truth(identityOf(identity), connectionId) });
      },
    },
    { method: 'GET', path: '/calls', handle: () => json(200, { calls: callCount() }) },
    ...under('/cja', cjaRoutes(cja, refuse)),
    ...under('/faults', faultRoutes(faults, refuse)),
  ];
  const router = createRouter(under(BASE_PATH, routes));
  return {
    basePath: BASE_PATH,
    answer: async (request) => {
      const found = router(request.method, request.path);
      if (found === null) {
        const known = routes.map(({ method, path }) => `${method} ${BASE_PATH}${path}`).join(', ');
        throw problem(
          404,
          'EMULATOR-404',
          `There is no control route ${request.method} ${request.path}, but ${known}.`,
        );
      }
      return found.route.handle({ ...request, params: found.params });
    },
  };
}

function identityOf({
  identityNamespace,
  identityPath,
  which,
}: Omit<z.output<typeof TruthQuery>, 'connectionId'>): IdentityChoice {
  if (identityNamespace !== undefined && identityPath === undefined) return { namespace: identityNamespace, which };
  if (identityPath !== undefined && identityNamespace === undefined) return { path: identityPath };
  throw refuse('either identityNamespace or identityPath must be given');
}

function refuse(message: string): Refused {
  return problem(400, 'EMULATOR-400', message);
}

const iso = (time: number): string => new Date(time).toISOString();
