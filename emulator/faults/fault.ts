import * as z from 'zod';
import { ANSWER_FAULTS } from './answers.ts';
import { BATCH_FAULTS } from './batches.ts';
import { BODY_FAULTS } from './bodies.ts';
import { Callback } from './callback.ts';
import { CJA_FAULTS } from './cja.ts';
import { ClockSkew } from './clock.ts';
import { CONNECTION_FAULTS } from './connection.ts';
import { EXPORT_JOB_FAULTS } from './export-jobs.ts';
import { ListLag } from './list-lag.ts';
import { QUERY_FAULTS } from './queries.ts';
import { ShortLivedToken, TOKEN_FAULTS } from './tokens.ts';

/** What can go wrong with a call of Adobe's APIs. */
const CALL_FAULTS = [...CONNECTION_FAULTS, ...ANSWER_FAULTS, ...BODY_FAULTS, ...TOKEN_FAULTS] as const;

/** What can go wrong at Adobe behind its APIs. */
const FATEFUL_FAULTS = [
  ...EXPORT_JOB_FAULTS,
  ...QUERY_FAULTS,
  ...BATCH_FAULTS,
  ...CJA_FAULTS,
  ListLag,
  ShortLivedToken,
] as const;

/** Everything that can be made to go wrong from outside, told apart by `kind`. */
export const Fault = z.discriminatedUnion('kind', [...CALL_FAULTS, ...FATEFUL_FAULTS, ClockSkew]);
/** As it is written: what has a default may be left out. */
export type FaultDescription = z.input<typeof Fault>;

/** What users in the same process can add as well. */
export const InProcessFault = z.discriminatedUnion('kind', [...Fault.options, Callback]);
export type InProcessFault = z.output<typeof InProcessFault>;
export type InProcessFaultDescription = z.input<typeof InProcessFault>;

export type CallFault = z.output<(typeof CALL_FAULTS)[number] | typeof Callback>;
export type FatefulFault = z.output<(typeof FATEFUL_FAULTS)[number]>;
export type CountedFault = CallFault | FatefulFault;
