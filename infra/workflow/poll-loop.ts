import { Choice, Condition, type IChainable, type TaskStateBase, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

interface PollLoopProps {
  /** Starts the job, or adopts what an earlier try has started; throws when there is nothing left to try. */
  readonly start: TaskStateBase;
  readonly wait: { readonly name: string; readonly seconds: string; readonly comment: string };
  /** Looks at the job and answers `running`, `startAgain` or `done`; a failed job is an answer, not an error. */
  readonly check: TaskStateBase;
  readonly question: string;
  readonly done: IChainable;
}

/**
 * Start → Wait → Check → (running: wait │ failed: start again │ done).
 * The only states that fail are the ones that are worth running again, so a redrive always resumes in the right place:
 * a failed job goes back to its start, where a redriven execution starts another one.
 */
export function pollLoop(scope: Construct, props: PollLoopProps): IChainable {
  const wait = Wait.jsonata(scope, props.wait.name, {
    comment: props.wait.comment,
    time: WaitTime.seconds(props.wait.seconds),
  });
  const status = (value: string): Condition => Condition.jsonata(`{% $states.input.status = '${value}' %}`);
  return props.start
    .next(wait)
    .next(props.check)
    .next(
      Choice.jsonata(scope, props.question)
        .when(status('running'), wait)
        .when(status('startAgain'), props.start)
        .otherwise(props.done),
    );
}
