import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalAws, type Execution, type LocalAws, VirtualClock } from '../../../local/index.ts';
import { functionResource, writeAssembly } from './fixture-assembly.ts';

/** Calls three times, one after the other, and tells which calls were answered. */
const CALL = `
  export const handler = async () => {
    const answered = [];
    for (const call of [1, 2, 3]) answered.push(await (await fetch(process.env.SERVER, { method: 'POST' })).text());
    return answered;
  };`;
const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Call',
  States: {
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'call', Payload: {} },
      Output: '{% $states.result.Payload %}',
      Retry: [{ ErrorEquals: ['Lambda.Unknown'], IntervalSeconds: 60, MaxAttempts: 1 }],
      End: true,
    },
  },
};

let aws: LocalAws;
let server: Server;
afterEach(async () => {
  await aws.close();
  server.closeAllConnections();
  server.close();
});

// docs "Handling errors in Step Functions workflows": what a function dies of without saying so is Lambda.Unknown.
it.each([1, 2, 3])('a function can be killed between what its call %i does and the answer to it', async (nth) => {
  let effects = 0;
  server = createServer((_, response) => {
    effects += 1;
    const answer = `effect ${effects}`;
    if (effects !== nth) {
      response.end(answer);
      return;
    }
    expect(aws.runningFunctions()).toEqual(['call']);
    void aws.killFunction('call').then(() => response.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const executions = new Set<Execution>();
  aws = await createLocalAws({
    assembly: writeAssembly({
      bundles: { call: CALL },
      Resources: {
        Role: { Type: 'AWS::IAM::Role' },
        Call: functionResource('call', { FunctionName: 'call', Timeout: 20 }),
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'machine',
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
            DefinitionString: JSON.stringify(definition),
          },
        },
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: { ScheduleExpression: 'rate(1 day)', Target: { Arn: { Ref: 'Machine' }, RoleArn: 'role' } },
        },
      },
    }),
    clock: new VirtualClock(0),
    secretValue: () => undefined,
    environment: { SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    onHistoryEvent: (execution) => executions.add(execution),
  });
  aws.startScheduled(aws.schedules[0]!, new Date(0));
  await aws.idle();

  const [execution] = executions;
  const failures = execution?.history.flatMap(({ taskFailedEventDetails: failed }) => failed ?? []);
  expect(failures).toEqual([
    {
      resourceType: 'lambda',
      resource: 'invoke',
      error: 'Lambda.Unknown',
      cause: expect.stringContaining('signal: killed'),
    },
  ]);
  const later = [1, 2, 3].map((call) => `effect ${nth + call}`);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: later, stoppedAt: 60_000 });
  expect(effects).toBe(nth + 3);
  expect(aws.runningFunctions()).toEqual([]);
});
