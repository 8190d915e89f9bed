import { Cron } from 'croner';

/**
 * EventBridge's cron syntax: six fields (minutes, hours, day of month, month, day of week, year), translated for croner.
 * Source: docs "Schedule types in EventBridge Scheduler", Cron-based schedules.
 */
export interface AwsCron {
  /** The same times in croner's seven fields. */
  readonly pattern: string;
  /** Days of the week are given by number, which EventBridge counts from SUN = 1 and most other tools from SUN = 0. */
  readonly hasWeekdayNumbers: boolean;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values, from the least one on. */
  readonly names: readonly string[];
}

const MINUTES: Field = { name: 'minutes', least: 0, most: 59, names: [] };
const HOURS: Field = { name: 'hours', least: 0, most: 23, names: [] };
const DAY_OF_MONTH: Field = { name: 'day of month', least: 1, most: 31, names: [] };
const MONTH: Field = {
  name: 'month',
  least: 1,
  most: 12,
  names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
};
const DAY_OF_WEEK: Field = { name: 'day of week', least: 1, most: 7, names: 'SUN MON TUE WED THU FRI SAT'.split(' ') };
const YEAR: Field = { name: 'year', least: 1970, most: 2199, names: [] };

class CronProblem extends Error {}

/**
 * Reads the six fields of an AWS cron expression, without the `cron(…)` around them.
 * @returns what croner needs, or one line that says what is wrong
 */
export function parseAwsCron(expression: string): AwsCron | { readonly problem: string } {
  try {
    return translate(expression);
  } catch (error) {
    if (error instanceof CronProblem) return { problem: error.message };
    throw error;
  }
}

/**
 * The next `count` times after `after`; fewer where the schedule ends before. A local time that daylight saving time skips is
 * skipped, one that occurs twice runs once (docs "Schedule types in EventBridge Scheduler", Daylight saving time).
 * @param timeZone an IANA time zone
 * @throws Error where parseAwsCron finds a problem
 */
export function nextRuns(expression: string, timeZone: string, after: Date, count: number): Date[] {
  const cron = cronerOf(expression, timeZone);
  const runs: Date[] = [];
  let run = cron.nextRun(after);
  while (run !== null && runs.length < count) {
    // croner moves a time inside the spring gap behind it; only what reads as the expression says is a run.
    if (cron.match(run)) runs.push(run);
    run = cron.nextRun(run);
  }
  return runs;
}

/**
 * The last time at or before `at`, by the same rules as `nextRuns`.
 * @returns null where the schedule begins later
 * @throws Error where parseAwsCron finds a problem
 */
export function previousRun(expression: string, timeZone: string, at: Date): Date | null {
  const cron = cronerOf(expression, timeZone);
  // croner looks before its reference, in whole seconds.
  const nextSecond = new Date((Math.floor(at.getTime() / 1000) + 1) * 1000);
  let [run] = cron.previousRuns(1, nextSecond);
  while (run !== undefined && !cron.match(run)) [run] = cron.previousRuns(1, run);
  return run ?? null;
}

function cronerOf(expression: string, timeZone: string): Cron {
  const parsed = parseAwsCron(expression);
  if ('problem' in parsed) throw new Error(`The cron expression "${expression}" is wrong: ${parsed.problem}`);
  return new Cron(parsed.pattern, { timezone: timeZone });
}

function translate(expression: string): AwsCron {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, ...rest] = expression.trim().split(/\s+/);
  if (
    minutes === undefined ||
    hours === undefined ||
    dayOfMonth === undefined ||
    month === undefined ||
    dayOfWeek === undefined ||
    year === undefined ||
    rest.length > 0
  ) {
    throw new CronProblem('six fields are needed: minutes, hours, day of month, month, day of week, year');
  }
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new CronProblem('exactly one of day of month and day of week must be "?"');
  }
  const pattern = [
    '0',
    listOf(MINUTES, minutes),
    listOf(HOURS, hours),
    dayOfMonth === '?' ? '*' : daysOfMonth(dayOfMonth),
    listOf(MONTH, month),
    dayOfWeek === '?' ? '*' : daysOfWeek(dayOfWeek),
    listOf(YEAR, year),
  ].join(' ');
  return { pattern, hasWeekdayNumbers: /\d/.test(dayOfWeek.replaceAll(/#\d/g, '')) };
}

function daysOfMonth(text: string): string {
  const special = /^(L|LW|(\d{1,2})W)$/.exec(text);
  if (special === null) return listOf(DAY_OF_MONTH, text);
  if (special[2] !== undefined) valueOf(DAY_OF_MONTH, special[2]);
  return text;
}

/** croner counts the days of the week from SUN = 0. */
function daysOfWeek(text: string): string {
  if (text === '*') return '*';
  if (text === 'L') return String(DAY_OF_WEEK.most - 1);
  if (text.includes('#') && text.includes(',')) {
    throw new CronProblem(`day of week: "${text}" must be one day only where "#" is used`);
  }
  return text.split(',').map(dayOfWeekItem).join(',');
}

function dayOfWeekItem(item: string): string {
  const special = /^(\w+?)(L|#[1-5])$/.exec(item);
  if (special?.[1] !== undefined) {
    const day = String(valueOf(DAY_OF_WEEK, special[1]) - 1);
    return special[2] === 'L' ? `${day}#L` : `${day}${special[2] ?? ''}`;
  }
  const [from, to, ...rest] = item.split('-').map((value) => valueOf(DAY_OF_WEEK, value) - 1);
  if (from === undefined || rest.length > 0) throw new CronProblem(`day of week: "${item}" is not understood`);
  if (to === undefined) return String(from);
  const days = Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7);
  return days.join(',');
}

/** A comma-separated list of values, ranges and steps, which croner writes alike but for steps: "0/15" is "0-59/15". */
function listOf(field: Field, text: string): string {
  return text
    .split(',')
    .map((item) => itemOf(field, item))
    .join(',');
}

function itemOf(field: Field, item: string): string {
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) {
    throw new CronProblem(`${field.name}: "${item}" is not understood`);
  }
  if (range === '*') return step === undefined ? '*' : `${field.least}-${field.most}/${step}`;
  const [from, to, ...more] = range.split('-').map((value) => valueOf(field, value));
  if (from === undefined || more.length > 0) throw new CronProblem(`${field.name}: "${item}" is not understood`);
  if (to === undefined) return step === undefined ? String(from) : `${from}-${field.most}/${step}`;
  if (to < from && field === HOURS) return hoursOverMidnight(from, to, Number(step ?? 1)).join(',');
  if (to < from) throw new CronProblem(`${field.name}: the range "${range}" runs backwards`);
  return step === undefined ? `${from}-${to}` : `${from}-${to}/${step}`;
}

/** "20-2" is from 20 to 2 of the same calendar day's hours, as in an example of docs "Cron expressions reference" (EventBridge). */
function hoursOverMidnight(from: number, to: number, step: number): number[] {
  const hours = HOURS.most + 1;
  return Array.from(
    { length: Math.floor((to - from + hours) / step) + 1 },
    (_, index) => (from + index * step) % hours,
  );
}

function valueOf(field: Field, text: string): number {
  const named = field.names.indexOf(text.toUpperCase());
  const value = named >= 0 ? field.least + named : Number(text);
  if (named < 0 && !/^\d+$/.test(text)) throw new CronProblem(`${field.name}: "${text}" is not understood`);
  if (value < field.least || value > field.most) {
    throw new CronProblem(`${field.name}: ${text} is not between ${field.least} and ${field.most}`);
  }
  return value;
}
