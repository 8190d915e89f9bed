import { nextRuns, parseAwsCron } from './aws-cron.ts';
import { allDeadlinesMinutes } from './deadlines.ts';
import type { SyncDefinition } from './definition.ts';

/** What the schema cannot say about one definition; each problem is one clear line. */
export function definitionProblems(definition: SyncDefinition): string[] {
  return [
    ...audienceProblems(definition),
    ...datasetProblems(definition),
    ...fieldProblems(definition),
    ...scheduleProblems(definition),
  ];
}

/**
 * What only shows when all definitions are seen together. CJA keeps one row per person ID and dataset: two syncs
 * that share a target would erase each other's rows.
 */
export function sharedProblems(definitions: readonly SyncDefinition[]): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  const names = new Set<string>();
  for (const definition of definitions) {
    if (names.has(definition.name)) problems.push(`name: two syncs are called ${definition.name}`);
    names.add(definition.name);
    for (const [role, id] of Object.entries(definition.datasets)) {
      const place = `${definition.adobe.sandbox}/${id}`;
      const owner = owners.get(place);
      if (owner !== undefined && owner !== definition.name) {
        problems.push(
          `datasets.${role}: dataset ${id} is used by the syncs ${owner} and ${definition.name}; each needs its own`,
        );
      }
      owners.set(place, definition.name);
    }
  }
  return problems;
}

function audienceProblems({ audiences, membership }: SyncDefinition): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, { id }] of audiences.entries()) {
    if (seen.has(id)) problems.push(`audiences[${index}].id: audience ${id} is listed twice`);
    seen.add(id);
  }
  if (membership.shape === 'single' && audiences.length !== 1) {
    problems.push(`membership.shape: single takes exactly one audience, and ${audiences.length} are listed`);
  }
  return problems;
}

function datasetProblems({ datasets }: SyncDefinition): string[] {
  const ids = Object.values(datasets);
  return new Set(ids).size === ids.length
    ? []
    : ['datasets: export, target and ledger must be three different datasets'];
}

function fieldProblems({ membership: { fields } }: SyncDefinition): string[] {
  const names = Object.values(fields);
  return new Set(names).size === names.length ? [] : ['membership.fields: two fields have the same name'];
}

/** All deadlines together, with one export job after the other, must leave the next scheduled run alone. */
const MOST_MINUTES = 5 * 24 * 60;
/** Longer than a year: both changes to and from summer time are within. */
const LOOK_AHEAD_MINUTES = 400 * 24 * 60;
/** Enough for a schedule that runs every two hours; one that runs more often fails on its first gaps. */
const MOST_OCCURRENCES = 4800;
/** A fixed day, so that the same file is judged alike on every day; a leap year with both changes to and from summer time ahead. */
const FROM = new Date('2028-01-01T00:00:00Z');

function scheduleProblems({ schedule, deadlines }: SyncDefinition): string[] {
  const zone = timeZoneProblem(schedule.timeZone);
  if (zone !== null) return [zone];
  const cron = parseAwsCron(schedule.cron);
  if ('problem' in cron) return [`schedule.cron: ${cron.problem}`];
  if (cron.hasWeekdayNumbers) {
    return [
      'schedule.cron: write days of the week as names (SUN to SAT): EventBridge counts SUN = 1, most tools SUN = 0',
    ];
  }
  const minutes = allDeadlinesMinutes(deadlines);
  if (minutes > MOST_MINUTES)
    return [`deadlines: ${minutes} minutes together; at most ${MOST_MINUTES} (5 days) are allowed`];
  const interval = shortestIntervalMinutes(schedule);
  if (interval !== null && minutes > interval) {
    return [`deadlines: ${minutes} minutes together do not fit between two scheduled runs (${interval} minutes)`];
  }
  return [];
}

/** Minutes between the two scheduled runs that are closest to each other; null where at most one run is ever due. */
export function shortestIntervalMinutes({ cron, timeZone }: SyncDefinition['schedule']): number | null {
  const [firstGap] = gapsInMinutes(nextRuns(cron, timeZone, FROM, 2));
  if (firstGap === undefined) return null;
  const occurrences = Math.min(MOST_OCCURRENCES, Math.ceil(LOOK_AHEAD_MINUTES / firstGap) + 1);
  return Math.min(...gapsInMinutes(nextRuns(cron, timeZone, FROM, occurrences)));
}

function gapsInMinutes(runs: readonly Date[]): number[] {
  return runs.slice(1).map((run, index) => (run.getTime() - (runs[index]?.getTime() ?? 0)) / 60_000);
}

function timeZoneProblem(timeZone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return null;
  } catch {
    return `schedule.timeZone: ${timeZone} is not an IANA time zone`;
  }
}
