import { Command } from 'commander';
import { EXIT } from '../ops-error.ts';
import { operate, type Operator } from '../operator.ts';
import { findRun } from '../runs/find-run.ts';
import { runDocument } from '../runs/run-document.ts';
import type { Run } from '../runs/run.ts';
import { readTimeline, type Timeline } from '../runs/timeline.ts';
import { wayOn } from '../runs/way-on.ts';
import { story } from '../story/story.ts';

export function showCommand(): Command {
  return new Command('show')
    .summary('the story of one run: steps, counts, warnings, and what to do')
    .description(
      [
        'Tells what happened in one run: its steps with times and retries, failures and redrives, how many persons each',
        'audience has, warnings; and where it failed, what that means and what to do.',
      ].join(' '),
    )
    .argument('<execution>', 'name of the execution, the beginning of its name, or its ARN')
    .action((typed: string, _options: unknown, command: Command) =>
      operate(command, async (operator) => {
        await tell(operator, await findRun(operator.aws, operator.stage, typed));
        return EXIT.ok;
      }),
    );
}

/** Prints a run's story as the result of a command. */
export async function tell({ aws, out }: Operator, run: Run): Promise<void> {
  const timeline = await readTimeline(aws, run.arn);
  out.result(story(run, timeline, aws.now()), showDocument(run, timeline));
}

function showDocument(run: Run, timeline: Timeline): object {
  return { ...runDocument(run), wayOn: wayOn(run), timeline };
}
