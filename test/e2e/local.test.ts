import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { newFolder, removeFolder } from './support/folders.ts';
import { startLocalRunner, type LocalRunner } from './support/local-runner.ts';

/** Days go by in seconds, but slowly enough for a run to be seen while it runs. */
const SPEED = '10000';
const MINUTES = 60_000;

let state: string;
const runners: LocalRunner[] = [];

beforeAll(async () => {
  state = await newFolder();
});

afterAll(async () => {
  await Promise.all(runners.map((runner) => runner.end('SIGKILL')));
  await removeFolder(state);
});

function start(...args: string[]): LocalRunner {
  const runner = startLocalRunner(['--state', state, '--persons', '300', ...args]);
  runners.push(runner);
  return runner;
}

async function clientOf(runner: LocalRunner): Promise<SFNClient> {
  const [, endpoint = ''] = await runner.until(/export AWS_ENDPOINT_URL=(\S+)/);
  return new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

const eventsOf = async (client: SFNClient, executionArn: string): Promise<(number | undefined)[]> => {
  const ids: (number | undefined)[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn })) {
    ids.push(...events.map(({ id }) => id));
  }
  return ids;
};

describe('npm run local', () => {
  it(
    'goes on after Ctrl-C and after a crash from where it was, Adobe included',
    async () => {
      const first = start('--speed', SPEED);
      const client = await clientOf(first);
      const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
      const stateMachineArn = stateMachines[0]?.stateMachineArn ?? '';
      const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'by-hand' }));
      await first.until(/Wait for export/);
      expect(await first.end('SIGINT')).toBe(0);
      expect(first.said()).toContain('Stopping; the next start goes on from here');

      // In the middle of the run; killed once more as soon as the transform is under way.
      const second = start('--speed', SPEED);
      const again = await clientOf(second);
      expect(await again.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ name: 'by-hand' });
      await second.until(/Wait for transform/);
      await second.end('SIGKILL');

      // The run ends green, and so does the next one, by its schedule: both need what Adobe knew before.
      const third = start('--speed', SPEED);
      const last = await clientOf(third);
      await third.until(/succeeded[^]*Started[^]*succeeded/);
      const { executions = [] } = await last.send(new ListExecutionsCommand({ stateMachineArn }));
      expect(executions.map(({ name, status }) => [name === 'by-hand', status])).toEqual(
        expect.arrayContaining([[true, 'SUCCEEDED']]),
      );
      expect(executions.filter(({ status }) => status === 'SUCCEEDED').length).toBeGreaterThanOrEqual(2);
      const ids = await eventsOf(last, executionArn);
      expect(ids).toEqual(ids.map((_, index) => index + 1));
      expect(await third.end('SIGTERM')).toBe(0);
    },
    5 * MINUTES,
  );

  it.each([
    [['--seed', '2'], /was begun with --seed 1; begin anew with --fresh, or name another --state/],
    [['--speed', '0'], /option '--speed <x>' argument '0' is invalid. It must be a number above 0/],
    [['--sync', 'nowhere.json'], /There is no such file/],
    [['extra'], /too many arguments/],
  ])('says in one line that %j cannot be', async (args, problem) => {
    const runner = start(...args);
    expect(await runner.end()).toBe(2);
    expect(runner.said()).toMatch(problem);
    expect(runner.said().trim().split('\n')).toHaveLength(1);
  });

  it('explains itself', async () => {
    const runner = start('--help');
    expect(await runner.end()).toBe(0);
    expect(runner.said()).toContain('Time is simulated');
  });
});
