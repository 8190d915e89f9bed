import * as z from 'zod';
import { LEVEL_METRICS, RUN_METRICS, WATCHER_METRICS } from '../../shared/watching/metrics.ts';
import type { PriceName } from './prices.ts';
import { runOfStates } from './run-of-states.ts';
import type { SynthesizedResource } from './template.ts';
import { USAGE } from './usage.ts';

export interface CostLine {
  readonly what: string;
  readonly price: PriceName;
  /** In the price's unit, per month. */
  readonly quantity: number;
}

const BYTES_PER_GB = 1e9;
const MINUTES_PER_MONTH = USAGE.hoursPerMonth * 60;

const Function = z.object({ MemorySize: z.number() });
const LogGroup = z.object({ RetentionInDays: z.number() });
const Schedule = z.object({ ScheduleExpression: z.string() });
const Machine = z.object({ DefinitionString: z.unknown() });

/**
 * What a month of daily runs of every sync uses of what AWS charges for. Allowances that an account has are not taken off.
 * @param resources of the synthesized template
 */
export function costLines(resources: readonly SynthesizedResource[]): CostLine[] {
  const all = <Properties extends z.ZodType>(type: string, properties: Properties): z.output<Properties>[] =>
    resources.filter((resource) => resource.type === type).map((resource) => properties.parse(resource.properties));
  const count = (type: string): number => all(type, z.unknown()).length;

  const machines = all('AWS::StepFunctions::StateMachine', Machine);
  const syncs = machines.length;
  const runs = syncs * USAGE.daysPerMonth;
  const run = runOfStates(JSON.parse(textOf(machines[0]?.DefinitionString)));
  const invocations = runs * run.invocations;
  const watches = watchesPerMonth(all('AWS::Scheduler::Schedule', Schedule));
  const gigabytes = Math.max(...all('AWS::Lambda::Function', Function).map(({ MemorySize }) => MemorySize)) / 1024;
  const monthsKept = Math.max(...all('AWS::Logs::LogGroup', LogGroup).map((group) => group.RetentionInDays)) / 30;

  const watchBytes = USAGE.logBytesPerWatchedSync * syncs + USAGE.platformLogBytesPerInvocation;
  const logGigabytes = {
    executions: (runs * run.states * USAGE.historyBytesPerState) / BYTES_PER_GB,
    tasks: (invocations * (USAGE.logBytesPerInvocation + USAGE.platformLogBytesPerInvocation)) / BYTES_PER_GB,
    watches: (watches * watchBytes) / BYTES_PER_GB,
  };
  const keptGigabytes = monthsKept * (logGigabytes.executions + logGigabytes.tasks + logGigabytes.watches);
  const sizeOf = (metrics: object): number => Object.keys(metrics).length;

  return [
    { what: 'Step Functions: transitions', price: 'stateTransition', quantity: runs * run.states },
    { what: 'Lambda: requests', price: 'lambdaRequest', quantity: invocations + watches },
    {
      what: 'Lambda: duration',
      price: 'lambdaGbSecond',
      quantity: gigabytes * (invocations * USAGE.secondsPerInvocation + watches * syncs * USAGE.secondsPerWatchedSync),
    },
    { what: 'Logs of executions', price: 'logIngestion', quantity: logGigabytes.executions },
    { what: 'Logs of tasks', price: 'logIngestion', quantity: logGigabytes.tasks },
    { what: 'Logs of the watcher, its metrics in them', price: 'logIngestion', quantity: logGigabytes.watches },
    { what: 'Logs kept', price: 'logStorage', quantity: keptGigabytes },
    {
      what: 'Metrics of levels, every hour',
      price: 'metricMonth',
      quantity: syncs * sizeOf(LEVEL_METRICS) + sizeOf(WATCHER_METRICS),
    },
    {
      what: 'Metrics of runs, one hour a day',
      price: 'metricMonth',
      quantity: (runs * sizeOf(RUN_METRICS)) / USAGE.hoursPerMonth,
    },
    { what: 'Alarms', price: 'alarm', quantity: count('AWS::CloudWatch::Alarm') },
    { what: 'Dashboard', price: 'dashboard', quantity: count('AWS::CloudWatch::Dashboard') },
    { what: 'Secret', price: 'secret', quantity: count('AWS::SecretsManager::Secret') },
    { what: 'Secret: calls, at most', price: 'secretCall', quantity: invocations },
    { what: 'Key of the alert topic', price: 'key', quantity: count('AWS::KMS::Key') },
    { what: 'Alerts by e-mail', price: 'email', quantity: syncs * USAGE.emailsPerSync },
    { what: 'Scheduler', price: 'scheduledInvocation', quantity: runs + watches },
    { what: 'X-Ray, at most', price: 'trace', quantity: runs + watches },
  ];
}

/** How often the schedules that recur within an hour are due in a month. */
function watchesPerMonth(schedules: readonly z.output<typeof Schedule>[]): number {
  return schedules
    .map(({ ScheduleExpression }) => /^cron\(0\/(\d+) \* \* \* \? \*\)$/.exec(ScheduleExpression)?.[1])
    .reduce((sum, minutes) => sum + (minutes === undefined ? 0 : MINUTES_PER_MONTH / Number(minutes)), 0);
}

const Joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** Text with references in it; each reads as "x". */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const joined = Joined.safeParse(value).data?.['Fn::Join'];
  return joined === undefined ? 'x' : joined[1].map(textOf).join(joined[0]);
}
