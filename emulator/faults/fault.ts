import * as z from 'zod';
import { ANSWER_FAULTS } from './calls/answers.ts';
import { BODY_FAULTS } from './calls/bodies.ts';
import { Callback } from './calls/callback.ts';
import { CONNECTION_FAULTS } from './calls/connection.ts';
import { TOKEN_FAULTS } from './calls/tokens.ts';
import { ClockSkew } from './clock-skew.ts';
import { BATCH_FAULTS } from './fates/batches.ts';
import { CJA_FAULTS } from './fates/cja.ts';
import { EXPORT_JOB_FAULTS } from './fates/export-jobs.ts';
import { ListLag } from './fates/list-lag.ts';
import { QUERY_FAULTS } from './fates/queries.ts';
import { ShortLivedToken } from './fates/tokens.ts';

/** What can go wrong with a call of Adobe's APIs. */
const CALL_FAULTS = [...CONNECTION_FAULTS, ...ANSWER_FAULTS, ...BODY_FAULTS, ...TOKEN_FAULTS] as const;

/** What can become of something at Adobe, behind its APIs. */
const FATE_FAULTS = [
  ...EXPORT_JOB_FAULTS,
  ...QUERY_FAULTS,
  ...BATCH_FAULTS,
  ...CJA_FAULTS,
  ListLag,
  ShortLivedToken,
] as const;

/** Everything that can be made to go wrong from outside, told apart by `kind`. */
export const Fault = z.discriminatedUnion('kind', [...CALL_FAULTS, ...FATE_FAULTS, ClockSkew]);
/** As it is written: what has a default may be left out. */
export type FaultDescription = z.input<typeof Fault>;

/** What users in the same process can add as well. */
export const InProcessFault = z.discriminatedUnion('kind', [...Fault.options, Callback]);
export type InProcessFault = z.output<typeof InProcessFault>;
export type InProcessFaultDescription = z.input<typeof InProcessFault>;

export type CallFault = z.output<(typeof CALL_FAULTS)[number] | typeof Callback>;
export type FateFault = z.output<(typeof FATE_FAULTS)[number]>;
export type CountedFault = CallFault | FateFault;
