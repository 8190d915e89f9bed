import { mostNameBytes, nameBytes } from './audience-name.ts';
import { nextRuns, parseAwsCron } from './aws-cron.ts';
import { allDeadlinesMinutes } from './deadlines.ts';
import type { SyncDefinition } from './definition.ts';
import { fitsIntoPayload } from './definition-size.ts';

/** What the schema cannot say about one definition, rule by rule; each problem is one clear line. */
export const DEFINITION_RULES: Readonly<Record<string, (definition: SyncDefinition) => string[]>> = {
  audiencesListedOnce,
  namesFitIntoPayloads,
  singleTakesOneAudience,
  datasetsDiffer,
  fieldNamesDiffer,
  timeZoneExists,
  cronIsUnderstood,
  weekdaysByName,
  deadlinesWithinFiveDays,
  deadlinesFitInterval,
  fitsIntoPayload,
};

export function definitionProblems(definition: SyncDefinition): string[] {
  return Object.values(DEFINITION_RULES).flatMap((problemsOf) => problemsOf(definition));
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

function audiencesListedOnce({ audiences }: SyncDefinition): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, { id }] of audiences.entries()) {
    if (seen.has(id)) problems.push(`audiences[${index}].id: audience ${id} is listed twice`);
    seen.add(id);
  }
  return problems;
}

function namesFitIntoPayloads({ audiences }: SyncDefinition): string[] {
  const most = mostNameBytes(audiences.length);
  return audiences.flatMap(({ name = '' }, index) =>
    nameBytes(name) <= most
      ? []
      : [
          `audiences[${index}].name: ${nameBytes(name)} bytes as UTF-8; with so many audiences (${audiences.length}) a name may have ${most}`,
        ],
  );
}

function singleTakesOneAudience({ audiences, membership }: SyncDefinition): string[] {
  return membership.shape === 'single' && audiences.length !== 1
    ? [`membership.shape: single takes exactly one audience, and ${audiences.length} are listed`]
    : [];
}

function datasetsDiffer({ datasets }: SyncDefinition): string[] {
  const ids = Object.values(datasets);
  return new Set(ids).size === ids.length
    ? []
    : ['datasets: export, target and ledger must be three different datasets'];
}

function fieldNamesDiffer({ membership: { fields } }: SyncDefinition): string[] {
  const names = Object.values(fields);
  return new Set(names).size === names.length ? [] : ['membership.fields: two fields have the same name'];
}

function timeZoneExists({ schedule: { timeZone } }: SyncDefinition): string[] {
  return isTimeZone(timeZone) ? [] : [`schedule.timeZone: ${timeZone} is not an IANA time zone`];
}

function cronIsUnderstood({ schedule }: SyncDefinition): string[] {
  const cron = parseAwsCron(schedule.cron);
  return 'problem' in cron ? [`schedule.cron: ${cron.problem}`] : [];
}

function weekdaysByName({ schedule }: SyncDefinition): string[] {
  const cron = parseAwsCron(schedule.cron);
  return 'problem' in cron || !cron.hasWeekdayNumbers
    ? []
    : ['schedule.cron: write days of the week as names (SUN to SAT): EventBridge counts SUN = 1, most tools SUN = 0'];
}

/** All deadlines together, with one export job after the other, must leave the next scheduled run alone. */
const MOST_MINUTES = 5 * 24 * 60;
/** Longer than a year: both changes to and from summer time are within. */
const LOOK_AHEAD_MINUTES = 400 * 24 * 60;
/** Enough for a schedule that runs every two hours; one that runs more often fails on its first gaps. */
const MOST_OCCURRENCES = 4800;
/** A fixed day, so that the same file is judged alike on every day; a leap year with both changes to and from summer time ahead. */
const FROM = new Date('2028-01-01T00:00:00Z');

function deadlinesWithinFiveDays({ deadlines }: SyncDefinition): string[] {
  const minutes = allDeadlinesMinutes(deadlines);
  return minutes > MOST_MINUTES
    ? [`deadlines: ${minutes} minutes together; at most ${MOST_MINUTES} (5 days) are allowed`]
    : [];
}

function deadlinesFitInterval({ schedule, deadlines }: SyncDefinition): string[] {
  if (!isTimeZone(schedule.timeZone) || 'problem' in parseAwsCron(schedule.cron)) return [];
  const minutes = allDeadlinesMinutes(deadlines);
  const interval = shortestIntervalMinutes(schedule);
  return interval !== null && minutes > interval
    ? [`deadlines: ${minutes} minutes together do not fit between two scheduled runs (${interval} minutes)`]
    : [];
}

/** Minutes between the two scheduled runs that are closest to each other; null where at most one run is ever due. */
function shortestIntervalMinutes({ cron, timeZone }: SyncDefinition['schedule']): number | null {
  const [firstGap] = gapsInMinutes(nextRuns(cron, timeZone, FROM, 2));
  if (firstGap === undefined) return null;
  const occurrences = Math.min(MOST_OCCURRENCES, Math.ceil(LOOK_AHEAD_MINUTES / firstGap) + 1);
  return Math.min(...gapsInMinutes(nextRuns(cron, timeZone, FROM, occurrences)));
}

function gapsInMinutes(runs: readonly Date[]): number[] {
  return runs.slice(1).map((run, index) => (run.getTime() - (runs[index]?.getTime() ?? 0)) / 60_000);
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
