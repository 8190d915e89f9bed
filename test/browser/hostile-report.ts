import type { Report, RunOfReport } from '../../ops/report/read-report.ts';

/** Names of audiences that try to become something else in a page: in text, in attributes, in pictures, in styles. */
export const HOSTILE_NAMES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "' onmouseover='alert(3)",
  '</svg></style></title><iframe src="https://example.com">',
  '&lt;b&gt; & &amp;',
  '${alert(4)} {{5}} <!-- -->',
  'W'.repeat(300),
] as const;

const STARTED = Date.parse('2026-09-01T04:00:00Z');
const DAY = 86_400_000;

/** Two confirmed runs over audiences of these names, with warnings and an older failure that quote them. */
export function reportOfNames(names: readonly string[]): Report {
  const runs = [failedRun(names[0]!), confirmedRun(names, 1), confirmedRun(names, 2)];
  return {
    sync: names[1]!,
    stateMachineName: names[2]!,
    now: new Date(STARTED + 3 * DAY),
    isEnabled: true,
    health: {
      minutesLate: 90,
      failedAndNotRepaired: 1,
      heldBySwing: 1,
      lastConfirmed: { executionArn: 'arn:x:day-2', exportedAt: STARTED + 2 * DAY },
      lastDue: STARTED + 2 * DAY,
      nextDue: STARTED + 4 * DAY,
      running: [],
    },
    runs,
  };
}

function base(day: number): Omit<RunOfReport, 'status' | 'record' | 'error' | 'cause' | 'timeline'> {
  return {
    arn: `arn:x:day-${day}`,
    name: `day ${day} <b>&"'%`,
    stateMachineArn: 'arn:x:audience-sync-dev-x',
    startedAt: new Date(STARTED + day * DAY),
    endedAt: new Date(STARTED + day * DAY + 60_000),
    redrives: 0,
    input: {},
    redriveProblem: null,
  };
}

function failedRun(name: string): RunOfReport {
  const at = new Date(STARTED + 60_000);
  const timeline = [{ kind: 'failed', at, error: name }] as const;
  return { ...base(0), status: 'FAILED', record: null, error: name, cause: name, timeline };
}

function confirmedRun(names: readonly string[], day: number): RunOfReport {
  const at = new Date(STARTED + day * DAY).toISOString();
  const counts = { members: 20 + day, joined: 3, left: 2, renamed: 0, cut: 0, otherStatuses: 0 };
  const record = {
    outcome: 'refreshed',
    sync: names[1]!,
    runId: `day-${day}`,
    startedAt: at,
    finishedAt: at,
    exportedAt: at,
    mode: 'delta',
    modeReason: names[0]!,
    redrives: 0,
    audiences: names.map((name, index) => ({ id: `a${index}`, name, counts, persons: 10 })),
    rowsWritten: 5,
    profilesRead: 100,
    profilesWithoutIdentity: 1,
    warnings: [...names],
  };
  const from = new Date(STARTED + day * DAY);
  const until = new Date(STARTED + day * DAY + 60_000);
  const stretch = { kind: 'stretch', step: 'Export', from, until, states: [], errors: [{ name: names[0]!, times: 1 }] };
  return {
    ...base(day),
    status: 'SUCCEEDED',
    record,
    error: null,
    cause: null,
    timeline: [stretch],
  } as unknown as RunOfReport;
}
