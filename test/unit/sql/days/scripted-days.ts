import type { Day } from './expected-days.ts';
import { DayMaker, type Script } from './day-maker.ts';

const ALL = { namespace: 'ECID', which: 'all' } as const;
const PRIMARY = { namespace: 'ECID', which: 'primary' } as const;
const EVERY = Array.from({ length: 12 }, (_, index) => index);
const SOME = [2, 1, 11, 10, 5, 8];
const OBJECTS = { shape: 'objects', mode: 'delta', identity: ALL, audiences: EVERY } as const;
const CRM = { shape: 'objects', mode: 'delta', identity: { field: '_acme.crmId' }, audiences: SOME } as const;

const SCRIPT: readonly Script[] = [
  { title: 'first load', ...OBJECTS, at: 0, churn: 0 },
  { title: 'an attempt dies between the INSERTs', ...OBJECTS, at: 24, churn: 0.05, dies: true },
  { title: 'an audience is renamed', ...OBJECTS, at: 48, churn: 0.05, rename: [3, 'Renamed "3" \\u0041'] },
  {
    title: 'delimited: more audiences than ten',
    ...OBJECTS,
    shape: 'delimited',
    audiences: [11, 3, 2, 1, 0, 4, 5, 6, 7, 8, 9, 10],
    at: 72,
    churn: 0.05,
  },
  {
    title: 'reordered: only who is cut changes',
    ...OBJECTS,
    shape: 'delimited',
    audiences: [10, 3, 2, 1, 0, 4, 5, 6, 7, 8, 9, 11],
    at: 96,
  },
  {
    title: 'full, fewer audiences, an attempt dies',
    ...OBJECTS,
    shape: 'delimited',
    mode: 'full',
    audiences: [0, 1, 2, 3, 8],
    at: 120,
    churn: 0.05,
    dies: true,
  },
  {
    title: 'single, primary',
    shape: 'single',
    mode: 'delta',
    identity: PRIMARY,
    audiences: [10],
    at: 144,
    churn: 0.05,
  },
  {
    title: 'full: everyone who was ever there gets a row',
    shape: 'objects',
    mode: 'full',
    identity: PRIMARY,
    audiences: [1, 2, 10, 11],
    at: 168,
    churn: 0.05,
    dies: true,
  },
  { title: 'another run in the same instant, with a greater run id', ...CRM, at: 168, acceptsSwing: true },
  {
    title: 'another run in the same instant, with a smaller run id',
    ...CRM,
    at: 168,
    runId: 'run-0000-late',
    refusedBy: ['superseded'],
  },
  {
    title: 'an empty batch of one merge policy: swing',
    ...CRM,
    at: 192,
    churn: 0.05,
    exported: 'policy B is empty',
    refusedBy: ['membership-swing'],
  },
  { title: 'the same, accepted', ...CRM, at: 192, acceptsSwing: true },
  {
    title: 'full on a confirmed baseline: empty rows are left out',
    ...CRM,
    mode: 'full',
    skipEmptyRows: true,
    at: 193,
    churn: 0,
    acceptsSwing: true,
  },
  {
    title: 'numbers as person IDs',
    ...CRM,
    mode: 'full',
    identity: { field: '_acme.loyaltyNumber' },
    at: 204,
    churn: 0.05,
    acceptsSwing: true,
  },
  {
    title: 'a profile less than was exported',
    ...OBJECTS,
    at: 216,
    churn: 0.05,
    counts: 'one too many',
    acceptsSwing: true,
    refusedBy: ['profiles-read'],
  },
  { title: 'nobody told how many', ...OBJECTS, at: 216, counts: 'unknown', acceptsSwing: true },
  { title: 'nothing changed: no row, but a ledger', ...OBJECTS, at: 240 },
  { title: 'older than the ledger only', ...OBJECTS, at: 228, refusedBy: ['superseded'] },
  { title: 'older than both', ...OBJECTS, mode: 'full', at: 200, refusedBy: ['superseded'] },
  {
    title: 'nothing to write, and a violated guard',
    ...OBJECTS,
    at: 264,
    counts: 'one too many',
    refusedBy: ['profiles-read'],
  },
  {
    title: 'other field names',
    ...OBJECTS,
    mode: 'full',
    hasOtherFields: true,
    at: 265,
    churn: 0.05,
    acceptsSwing: true,
  },
  {
    title: 'other field names, delta, a rename',
    ...OBJECTS,
    hasOtherFields: true,
    at: 266,
    churn: 0.05,
    acceptsSwing: true,
    rename: [0, 'Not so plain'],
  },
  {
    title: 'nobody exported: swing',
    ...OBJECTS,
    hasOtherFields: true,
    at: 288,
    exported: 'nobody',
    refusedBy: ['membership-swing'],
  },
  {
    title: 'nobody exported, accepted: everyone left',
    ...OBJECTS,
    hasOtherFields: true,
    at: 288,
    exported: 'nobody',
    acceptsSwing: true,
  },
];

/** Days on which everything happens that a transform must cope with, one after the other, over a world of so many profiles. */
export function scriptedDays(profiles: number, seed = 7): Day[] {
  const maker = new DayMaker(profiles, seed);
  return SCRIPT.map((script) => maker.next(script));
}
