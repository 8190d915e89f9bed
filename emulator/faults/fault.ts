import * as z from 'zod';
import { ANSWER_FAULTS } from './answers.ts';
import { BODY_FAULTS } from './bodies.ts';
import { Callback } from './callback.ts';
import { CONNECTION_FAULTS } from './connection.ts';
import { TOKEN_FAULTS } from './tokens.ts';

/** What can go wrong with a call of Adobe's APIs. */
const CALL_FAULTS = [...CONNECTION_FAULTS, ...ANSWER_FAULTS, ...BODY_FAULTS, ...TOKEN_FAULTS] as const;

/** Everything that can be made to go wrong from outside, told apart by `kind`. */
export const Fault = z.discriminatedUnion('kind', CALL_FAULTS);
/** As it is written: what has a default may be left out. */
export type FaultDescription = z.input<typeof Fault>;

/** What users in the same process can add as well. */
export const InProcessFault = z.discriminatedUnion('kind', [...Fault.options, Callback]);
export type InProcessFault = z.output<typeof InProcessFault>;
export type InProcessFaultDescription = z.input<typeof InProcessFault>;

export type CallFault = z.output<(typeof CALL_FAULTS)[number]> | z.output<typeof Callback>;
