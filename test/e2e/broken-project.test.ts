import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { type Ended, PROJECT, start } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { copyProject, edit, type Edit } from './support/project-copy.ts';

const FOUR_MINUTES = 240_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/two-policies');
const WORKFLOW = 'infra/workflow/audience-sync-workflow.ts';

interface Break extends Edit {
  readonly what: string;
  /** How it shows: the error of the first run, or which audience is wrong in CJA on which day. */
  readonly shows: string;
  /** Simulated days until it shows; 1 unless given. */
  readonly days?: number;
}

/** Every one of them type-checks, and synthesizes without a complaint. */
const BREAKS: readonly Break[] = [
  {
    what: 'the export job that was started is not remembered',
    file: WORKFLOW,
    text: 'assign: { export: result() },',
    becomes: '',
    shows: 'States.QueryEvaluationError',
  },
  {
    what: 'a state gets the wrong variable',
    file: WORKFLOW,
    text: "confirmation: variable('confirmation'), transform: variable('transformed')",
    becomes: "confirmation: variable('confirmation'), transform: variable('transform')",
    shows: 'InputInvalid',
  },
  {
    what: 'the plan is followed by the transform, without an export',
    file: WORKFLOW,
    text: '.next(exportAudiences)',
    becomes: '',
    shows: 'States.QueryEvaluationError',
  },
  {
    what: 'a job that is still running counts as finished',
    file: 'infra/workflow/poll-loop.ts',
    text: ".when(status('running'), wait)",
    becomes: ".when(status('done'), wait)",
    shows: 'States.QueryEvaluationError',
  },
  {
    what: 'an audience counts in the batches of other merge policies too',
    file: 'shared/sql/members.ts',
    text: ' AND array_contains(a.batchIds, e.batchId)',
    becomes: '',
    shows: 'day 1, gold: 3 of 2; day 1, newsletter: 3 of 2',
  },
  {
    what: 'who leaves all audiences gets no tombstone',
    file: 'shared/sql/changes.ts',
    text: 'FULL OUTER JOIN',
    becomes: 'LEFT JOIN',
    shows: 'CjaDeadlinePassed',
    days: 2,
  },
];

describe('npm start in a copy of the project', () => {
  let project: string;

  beforeEach(async () => {
    project = await newFolder();
    await copyProject(project);
  });
  afterEach(() => removeFolder(project));

  it(
    'ends green while nothing is broken',
    async () => {
      const ended = await start(['--json', '--sandbox', SANDBOX], project);
      expect(whatIsWrong(ended)).toBe('');
      expect(ended.exitCode).toBe(0);
    },
    FOUR_MINUTES,
  );

  it.each(BREAKS)(
    'fails when $what',
    async ({ shows, days = 1, ...broken }) => {
      await edit(project, broken);
      const ended = await start(['--json', '--sandbox', SANDBOX, '--days', String(days)], project);
      expect(whatIsWrong(ended)).toContain(shows);
      expect(ended.exitCode).toBe(1);
    },
    FOUR_MINUTES,
  );
});

/** The error of the first run that failed; else the audiences of which CJA reports others than those who can be reported. */
function whatIsWrong({ stdout }: Ended): string {
  const { days } = JSON.parse(stdout);
  const failed = days.find(({ execution }: any) => execution.error !== null);
  if (failed !== undefined) return failed.execution.error;
  return days
    .flatMap(({ day, audiences }: any) =>
      audiences
        .filter(({ cjaPersons, reportable }: any) => cjaPersons !== reportable)
        .map(({ id, cjaPersons, reportable }: any) => `day ${day}, ${id}: ${cjaPersons} of ${reportable}`),
    )
    .join('; ');
}
