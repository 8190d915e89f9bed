import type { WireAnswer } from '../../server/http-server.ts';
import type { ServiceRequest } from '../../server/request.ts';
import type { Tokens } from '../../services/ims/tokens.ts';

/** A call that a fault happens to. */
export interface FaultedCall {
  readonly request: ServiceRequest;
  /** Of the simulation: what an answer says about the time. */
  readonly now: () => number;
  /** Changes the tokens that IMS has given out, in turn with everything else that changes Adobe's state. */
  readonly changeTokens: (change: (tokens: Tokens, now: number) => void) => Promise<void>;
  /** Waits in real time; rejects where the emulator is reset or closed meanwhile. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Lets the call take place at Adobe. @returns the answer; null: the connection is reset, and nothing is sent */
export type Ask = () => Promise<WireAnswer | null>;

/**
 * What a fault makes of one call: it stands around it. Without `ask` the call never takes place; with it, what comes
 * behind happens once it has.
 */
export type CallEffect = (ask: Ask, call: FaultedCall) => Promise<WireAnswer | null>;

/** An effect that changes what is answered, and nothing else. */
export function changing(change: (answer: WireAnswer) => WireAnswer): CallEffect {
  return async (ask) => {
    const answer = await ask();
    return answer === null ? null : change(answer);
  };
}
