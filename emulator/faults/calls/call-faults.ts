import { setTimeout as after } from 'node:timers/promises';
import type { WireAnswer } from '../../server/http-server.ts';
import type { ServiceRequest } from '../../server/request.ts';
import { tokenOf } from '../../services/gateway/gateway.ts';
import type { Tokens } from '../../services/ims/tokens.ts';
import type { ActiveFaults } from '../active-faults.ts';
import { adobeError, anyAnswer } from './answers.ts';
import { changedFields, malformedJson, missingFields, wrongTypes } from './bodies.ts';
import { callback } from './callback.ts';
import type { Ask, CallEffect } from './call-effect.ts';
import { isCallOf } from './endpoint.ts';
import { cut, delay, drip } from './connection.ts';
import type { CallFault, InProcessFault } from '../fault.ts';
import { expireToken, revokeTokens } from './tokens.ts';

interface Dependencies {
  readonly faults: ActiveFaults;
  readonly now: () => number;
  readonly changeTokens: (change: (tokens: Tokens, now: number) => void) => Promise<void>;
}

/** Lets faults happen to calls. */
export interface CallFaults {
  /** Of several that happen to one call, each stands around those that were added after it. */
  readonly around: (request: ServiceRequest, ask: Ask) => Promise<WireAnswer | null>;
  /** Calls that a fault holds up are held up no longer: they fail. */
  readonly interrupt: () => void;
}

export function createCallFaults({ faults, now, changeTokens }: Dependencies): CallFaults {
  let life = new AbortController();

  return {
    around: (request, ask) => {
      const effects = faults
        .firing((fault): fault is CallFault => isCallFault(fault) && isAbout(fault, request))
        .map(effectOf);
      if (effects.length === 0) return ask();
      const { signal } = life;
      const call = { request, now, changeTokens, wait: (ms: number) => after(ms, undefined, { signal }) };
      return effects.reduceRight<Ask>((inner, effect) => () => effect(inner, call), ask)();
    },
    interrupt: () => {
      life.abort();
      life = new AbortController();
    },
  };
}

function isCallFault(fault: InProcessFault): fault is CallFault {
  return 'on' in fault;
}

/** Faults of tokens are about calls that carry one. */
function isAbout({ kind, on }: CallFault, request: ServiceRequest): boolean {
  const needsToken = kind === 'token-expires' || kind === 'tokens-revoked';
  return isCallOf(on, request) && (!needsToken || tokenOf(request) !== null);
}

function effectOf(fault: CallFault): CallEffect {
  switch (fault.kind) {
    case 'delay':
      return delay(fault);
    case 'cut':
      return cut(fault);
    case 'drip':
      return drip(fault);
    case 'answer':
      return anyAnswer(fault);
    case 'adobe-error':
      return adobeError(fault);
    case 'malformed-json':
      return malformedJson(fault);
    case 'wrong-types':
      return wrongTypes(fault);
    case 'missing-fields':
      return missingFields(fault);
    case 'changed-fields':
      return changedFields(fault);
    case 'token-expires':
      return expireToken;
    case 'tokens-revoked':
      return revokeTokens;
    case 'callback':
      return callback(fault);
  }
}
