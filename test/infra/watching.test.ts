import { beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ALL_STAGES, stageNamed } from '../../infra/stages.ts';
import { refuseOversizedStack } from '../../infra/stack-limits.ts';
import { type AlarmName, STAGE_ALARMS, SYNC_ALARMS } from '../../shared/watching/alarms.ts';
import { METRICS, METRIC_NAMESPACE, RUN_METRICS } from '../../shared/watching/metrics.ts';
import { runbookSection } from '../../shared/watching/runbook.ts';
import { WatchInput } from '../../shared/watching/watched-sync.ts';
import { type SynthesizedResource, synthesizeSyncs } from '../../tools/costs/template.ts';

const SYNCS = ['sync-1', 'sync-2'];
/** Longer than any that a reference can become. */
const REFERENCE = 'arn:aws:states:ap-southeast-2:000000000000:stateMachine:audience-sync-prod-'.padEnd(120, 'x');

let resources: readonly SynthesizedResource[];
const all = (type: string): any[] =>
  resources.filter((resource) => resource.type === type).map(({ properties }) => properties);

beforeAll(() => {
  resources = synthesizeSyncs(SYNCS.length);
}, 60_000);

/** A text as it is deployed, every reference as long as it can be. */
const deployed = (value: any): string =>
  typeof value === 'string' ? value : value['Fn::Join'] ? value['Fn::Join'][1].map(deployed).join('') : REFERENCE;

const EXPECTED: [name: string, kind: AlarmName, text: { impact: string; firstStep: string }][] = [
  ...SYNCS.flatMap((sync) =>
    Object.entries(SYNC_ALARMS).map(([kind, text]): (typeof EXPECTED)[number] => [
      `audience-sync-prod-${sync}-${text.suffix}`,
      kind as AlarmName,
      text,
    ]),
  ),
  ...Object.entries(STAGE_ALARMS).map(([kind, text]): (typeof EXPECTED)[number] => [
    `audience-sync-prod-${text.suffix}`,
    kind as AlarmName,
    text,
  ]),
];

describe('the alarms', () => {
  const alarms = (): any[] => all('AWS::CloudWatch::Alarm');
  const { runbook } = stageNamed('prod');

  it('are three for each sync and two for the stage', () => {
    expect(
      alarms()
        .map(({ AlarmName: name }) => name)
        .sort(),
    ).toEqual(EXPECTED.map(([name]) => name).sort());
  });

  it.each(EXPECTED)(
    '%s says what breaks, what to do first, and where to go on, in at most 1,024 characters',
    (name, kind, text) => {
      const description = deployed(alarms().find(({ AlarmName }) => AlarmName === name).AlarmDescription);
      expect(description.split('\n')).toEqual([
        `${text.impact}.`,
        `First: ${text.firstStep}.`,
        `Runbook: ${runbookSection(runbook, kind)}`,
        expect.stringMatching(/^Console: https:\/\/\S+\.console\.aws\.amazon\.com\/\S+$/),
      ]);
      expect(description.length).toBeLessThanOrEqual(1024);
    },
  );

  it('tell the same people when they go off and when all is well again', () => {
    const topic = { Ref: expect.stringMatching(/^AlertsTopic/) };
    for (const { AlarmActions, OKActions, ActionsEnabled } of alarms()) {
      expect([AlarmActions, OKActions, ActionsEnabled]).toEqual([[topic], [topic], undefined]);
    }
  });

  it('stand on metrics that functions publish, with their dimensions, or on those of the dead-letter queue', () => {
    for (const { AlarmName, Namespace, MetricName, Dimensions } of alarms()) {
      const names = Dimensions.map(({ Name }: { Name: string }) => Name).sort();
      if (Namespace === 'AWS/SQS') expect(AlarmName).toMatch(/dead-letters$/);
      else {
        expect([AlarmName, Namespace, Object.keys(METRICS)]).toEqual([
          AlarmName,
          METRIC_NAMESPACE,
          expect.arrayContaining([MetricName]),
        ]);
        expect(names).toEqual(MetricName === 'SyncsNotRead' ? ['Stage'] : ['Stage', 'Sync']);
      }
    }
  });
});

describe('the watcher', () => {
  it('is told by its schedule what to watch, and by which clock', () => {
    const schedules = all('AWS::Scheduler::Schedule').filter(
      ({ ScheduleExpression }) => ScheduleExpression === 'cron(0/5 * * * ? *)',
    );
    expect(schedules).toHaveLength(1);
    const input = deployed(schedules[0].Target.Input);
    expect(input).toContain('"scheduledTime":"<aws.scheduler.scheduled-time>"');
    const { syncs } = WatchInput.parse(JSON.parse(input.replace(/<[^>]*>/, '2027-03-10T06:00:00Z')));
    expect(syncs.map(({ name, schedule, deadlineMinutes }) => ({ name, schedule, deadlineMinutes }))).toEqual(
      SYNCS.map((name) => ({
        name,
        schedule: { cron: '0 6 * * ? *', timeZone: 'Europe/Vienna', enabled: true },
        deadlineMinutes: 240 + 180 + 720,
      })),
    );
  });

  it('may read the executions of the syncs, and no secret', () => {
    const policies = all('AWS::IAM::Policy').filter(({ PolicyName }) => /^WatchingWatcherwatchsyncs/.test(PolicyName));
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const actions = statements.flatMap(({ Action }) => [Action].flat());
    expect(actions.filter((action) => !/^(logs|xray):/.test(action)).sort()).toEqual([
      'states:DescribeExecution',
      'states:DescribeStateMachine',
      'states:ListExecutions',
    ]);
  });
});

describe('the dashboard', () => {
  const widgets = (): any[] => JSON.parse(deployed(all('AWS::CloudWatch::Dashboard')[0].DashboardBody)).widgets;
  const metricsOf = (widget: any): string[] => (widget.properties.metrics ?? []).map(([, name]: string[]) => name);

  it('shows lateness first, then what each run did, how long it took and what failed', () => {
    const graphs = widgets().filter(({ type }) => type === 'metric');
    expect(metricsOf(graphs[0])).toEqual(SYNCS.map(() => 'MinutesLate'));
    expect(graphs.slice(2, 5).map(metricsOf)).toEqual([
      ['Joined', 'Left', 'RowsWritten'],
      ['ExportMinutes', 'TransformMinutes', 'CjaMinutes'],
      ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted', 'Warnings', 'ProfilesWithoutIdentity'],
    ]);
    const shown = new Set(graphs.flatMap(metricsOf));
    for (const name of Object.keys(RUN_METRICS)) expect([name, shown.has(name)]).toEqual([name, true]);
  });

  it('links to the runbook, the alarms and the executions of each sync', () => {
    const texts = widgets()
      .filter(({ type }) => type === 'text')
      .map(({ properties }) => properties.markdown as string);
    expect(texts[0]).toMatch(/Runbook: .*runbook\.md.*\[Alarms\]\(https:/);
    for (const [index, sync] of SYNCS.entries()) {
      expect(texts[index + 1]).toMatch(new RegExp(`^## ${sync} · \\[Executions\\]\\(https:.*statemachines`));
    }
  });

  it('keeps within what CloudWatch shows', () => {
    expect(widgets().length).toBeLessThanOrEqual(500);
    for (const widget of widgets()) expect((widget.properties.alarms ?? []).length).toBeLessThanOrEqual(100);
  });
});

describe('a stack', () => {
  const stage = ALL_STAGES[0]!;
  const file = (count: number, padding = ''): string => {
    const folder = mkdtempSync(path.join(tmpdir(), 'audience-sync-limits-'));
    const machines = Array.from({ length: count }, (_, index) => [
      `M${index}`,
      { Type: 'AWS::StepFunctions::StateMachine', padding },
    ]);
    writeFileSync(path.join(folder, 'template.json'), JSON.stringify({ Resources: Object.fromEntries(machines) }));
    return path.join(folder, 'template.json');
  };

  it('of 500 resources and 1 MB is taken', () => {
    expect(() => {
      refuseOversizedStack(file(500), stage);
    }).not.toThrow();
  });

  it.each<[string, number, string, RegExp]>([
    [
      'of more resources',
      501,
      '',
      /its 501 syncs need 501 resources, and a stack holds 500\. Move some of them from \S+ into the folder of another stage/,
    ],
    [
      'of more bytes',
      40,
      'x'.repeat(30_000),
      /its 40 syncs need a template of 12\d{5} bytes, and CloudFormation takes 1000000\. Move some/,
    ],
  ])('%s is refused in one line that says what to do', (_, count, padding, line) => {
    expect(() => {
      refuseOversizedStack(file(count, padding), stage);
    }).toThrow(expect.objectContaining({ name: 'DefinitionInvalid', message: expect.stringMatching(line) }));
  });
});
