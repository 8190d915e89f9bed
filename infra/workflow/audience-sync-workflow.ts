import {
  type IChainable,
  Choice,
  Condition,
  Map as MapState,
  Pass,
  ProvideItems,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import type { TaskFunctions } from '../task-functions.ts';
import { asciiJson } from './ascii-json.ts';
import { pollLoop } from './poll-loop.ts';
import { lambdaTask, result, CONTEXT, variable, variableOrNull } from './task.ts';

/** The states of one sync, from the plan to the run record; reads top to bottom as they run. */
export class AudienceSyncWorkflow extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, definition: SyncDefinition, functions: TaskFunctions) {
    super(scope, id);
    const common = { run: variable('run'), context: CONTEXT };

    const planRun = lambdaTask(this, 'Plan run', {
      comment: 'Is it our turn? Checks everything that can be checked before hours are spent, and decides what to do.',
      function: functions.planRun,
      payload: {
        // As text: a name in the definition may look like a JSONata expression, and must never be evaluated.
        definition: asciiJson(definition),
        overrides: '{% $states.context.Execution.Input %}',
        execution: {
          arn: '{% $states.context.Execution.Id %}',
          name: '{% $states.context.Execution.Name %}',
          startedAt: '{% $states.context.Execution.StartTime %}',
          stateMachineArn: '{% $states.context.StateMachine.Id %}',
        },
        context: CONTEXT,
      },
    });

    const exportOneGroup = pollLoop(this, {
      start: lambdaTask(this, 'Start export', {
        comment: 'One export job for all audiences of a merge policy; adopts the job whose answer was lost.',
        function: functions.startExport,
        createsAtAdobe: true,
        payload: {
          ...common,
          group: variable('group'),
          previous: variableOrNull('export'),
        },
        assign: { export: result() },
      }),
      wait: {
        name: 'Wait for export',
        seconds: '{% $export.waitSeconds %}',
        comment: 'A tenth of the time waited so far, between 15 seconds and 5 minutes; after hours, 3 %.',
      },
      check: lambdaTask(this, 'Check export', {
        comment: 'Done only when the job succeeded and its Catalog batch is there with as many profiles.',
        function: functions.checkExport,
        payload: { ...common, group: variable('group'), export: variable('export') },
        assign: { export: result('.export') },
      }),
      question: 'Export finished?',
      done: Pass.jsonata(this, 'Export done', { outputs: '{% $states.input.result %}' }),
    });

    const exportAudiences = MapState.jsonata(this, 'Export audiences', {
      comment: 'One merge policy after the other.',
      items: ProvideItems.jsonata(variable('exportGroups')),
      maxConcurrency: 1,
      assign: { exports: '{% $states.result %}' },
    });
    exportAudiences.itemProcessor(
      Pass.jsonata(this, 'Merge policy taken', {
        comment: 'The states that follow cannot see the item of the Map: it is theirs as a variable.',
        assign: { group: '{% $states.input %}' },
      }).next(exportOneGroup),
    );

    const waitForCja = Wait.jsonata(this, 'Wait for CJA', {
      comment: 'CJA takes batches in with a latency of its own.',
      time: WaitTime.seconds('{% $exists($cja.wait) ? $cja.wait.waitSeconds : 15 %}'),
    });
    const confirmConnection = lambdaTask(this, 'Confirm connection', {
      comment: 'The dataset stands in the connection as it must, and CJA has taken in what was written.',
      function: functions.confirmConnection,
      payload: { ...common, confirmation: variable('confirmation'), transform: variable('transformed') },
      assign: { cja: result() },
    });
    const removeOldExports = lambdaTask(this, 'Remove old exports', {
      comment: 'Export batches of runs that are long over; failing to is a warning.',
      function: functions.removeOldExports,
      payload: {
        ...common,
        datasetId: '{% $housekeeping.datasetId %}',
        keepRuns: '{% $housekeeping.keepRuns %}',
        exportedAt: '{% $transformed.exportedAt %}',
      },
      assign: { removed: result() },
    });
    const recordRun = lambdaTask(this, 'Record run', {
      comment: 'The run record: the output of this execution, and the only one.',
      function: functions.recordRun,
      payload: {
        ...common,
        planWarnings: variable('planWarnings'),
        // With the counts twice over, no more than this of 500 audiences fits into a payload.
        audiences: '{% [$transform.audiences.{"id": id, "name": name}] %}',
        exports: variable('exports'),
        transform: variable('transformed'),
        confirmation: '{% $cja.result %}',
        housekeeping: variable('removed'),
      },
    });

    const transformExports = pollLoop(this, {
      start: lambdaTask(this, 'Start transform', {
        comment: 'One SQL block writes the target rows and the ledger; adopts the query whose answer was lost.',
        function: functions.startTransform,
        createsAtAdobe: true,
        payload: {
          ...common,
          transform: variable('transform'),
          exports: variable('exports'),
          previous: variableOrNull('query'),
        },
        assign: { query: result() },
      }),
      wait: {
        name: 'Wait for transform',
        seconds: '{% $query.waitSeconds %}',
        comment: 'A tenth of the time waited so far, between 15 seconds and 5 minutes; after hours, 3 %.',
      },
      check: lambdaTask(this, 'Check transform', {
        comment: 'Success is believed only with its evidence: the query, and the batches it wrote.',
        function: functions.checkTransform,
        payload: { ...common, transform: variable('transform'), attempt: variable('query') },
        assign: { query: result('.attempt') },
      }),
      question: 'Transform finished?',
      done: Pass.jsonata(this, 'Transform done', {
        outputs: '{% $states.input.result %}',
        assign: { transformed: '{% $states.input.result %}' },
      })
        .next(waitForCja)
        .next(confirmConnection)
        .next(
          Choice.jsonata(this, 'Taken in by CJA?')
            .when(Condition.jsonata("{% $states.input.status = 'waiting' %}"), waitForCja)
            .otherwise(removeOldExports.next(recordRun)),
        ),
    });

    this.start = planRun.next(
      Choice.jsonata(this, 'Anything to run?')
        .when(
          Condition.jsonata("{% $states.input.decision = 'run' %}"),
          Pass.jsonata(this, 'Plan made', {
            outputs: '{% $states.input.plan %}',
            assign: {
              run: '{% $states.input.plan.run %}',
              exportGroups: '{% $states.input.plan.exportGroups %}',
              transform: '{% $states.input.plan.transform %}',
              confirmation: '{% $states.input.plan.confirmation %}',
              housekeeping: '{% $states.input.plan.housekeeping %}',
              planWarnings: '{% $states.input.plan.warnings %}',
            },
          })
            .next(exportAudiences)
            .next(transformExports),
        )
        .when(
          Condition.jsonata("{% $states.input.record.outcome = 'skipped' %}"),
          Succeed.jsonata(this, 'Run skipped', {
            comment: 'An older run of this sync is active.',
            outputs: '{% $states.input.record %}',
          }),
        )
        .otherwise(
          Succeed.jsonata(this, 'Run planned', {
            comment: 'A dry run: what would be done, and the SQL.',
            outputs: '{% $states.input.record %}',
          }),
        ),
    );
  }
}
