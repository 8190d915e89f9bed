import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { embeddedMetrics, type Metric } from '../../local/metrics/embedded-metrics.ts';
import { copyAssembly } from '../support/assembly.ts';
import { type Transition, transitionsOf } from './lateness/cloudwatch-alarm.ts';
import { PROJECT } from './support/command.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import { recordOf, type Service, startService } from './support/service.ts';

const TWO_MINUTES = 120_000;
const SANDBOX = path.join(PROJECT, 'test/fixtures/three-persons');

let assembly: string;
let service: Service;

beforeAll(async () => {
  assembly = await newFolder();
  copyAssembly(path.join(SANDBOX, 'sync.json'), assembly);
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly));
afterEach(() => service.close());

const metrics = (): Metric[] => service.logged.flatMap((line) => embeddedMetrics(line));

function transitions(alarmName: string, from: number): Transition[] {
  const file = readdirSync(assembly).find((name) => name.endsWith('.template.json'))!;
  const { Resources } = JSON.parse(readFileSync(path.join(assembly, file), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const alarm = Object.values(Resources).find(
    ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties['AlarmName'] === alarmName,
  );
  return transitionsOf(alarm!.Properties, metrics(), from, service.clock.now());
}

describe('the whole service on its schedules, with a CJA that takes nothing in', () => {
  it(
    'is told as failed and then as late, and that all is well once CJA goes on and the execution is redriven',
    async () => {
      service = await startService({ assembly, sandboxFolder: SANDBOX });
      const { aws, clock, emulator } = service;
      const deployedAt = clock.now();
      const fault = emulator.faults.add({ kind: 'cja-never' });

      await aws.runSchedules({ until: new Date('2026-09-03T03:00:00Z') });
      const failed = aws.messages.find(({ subject }) => subject?.includes('CjaDeadlinePassed'));
      expect(transitions('audience-sync-dev-three-persons-late', deployedAt)).toEqual([
        { at: '2026-09-01T06:05:00.000Z', state: 'OK' },
        // Due at six, and nineteen hours for a run.
        { at: '2026-09-03T01:05:00.000Z', state: 'ALARM' },
      ]);
      const failedAt = transitions('audience-sync-dev-three-persons-failed', deployedAt)[1];
      expect(failedAt).toEqual({ at: expect.stringMatching(/^2026-09-02T18:/), state: 'ALARM' });

      emulator.faults.remove(fault);
      const execution = /^Execution: (\S+)$/m.exec(failed!.text)![1]!;
      await service.meanwhile(() => service.redrive(execution));
      await aws.runSchedules({ until: new Date('2026-09-03T05:00:00Z') });

      const record = recordOf(await service.ended(execution));
      expect(record).toMatchObject({ outcome: 'refreshed', redrives: 1 });
      for (const alarm of ['late', 'failed']) {
        const all = transitions(`audience-sync-dev-three-persons-${alarm}`, deployedAt);
        expect([alarm, all.at(-1)]).toEqual([alarm, { at: expect.stringMatching(/^2026-09-03T03:/), state: 'OK' }]);
      }
      // At the very first deployment it goes off once, until the first watch.
      expect(transitions('audience-sync-dev-watcher-silent', deployedAt)).toEqual([
        { at: '2026-09-01T06:00:00.000Z', state: 'ALARM' },
        { at: '2026-09-01T06:05:00.000Z', state: 'OK' },
      ]);
      expect(aws.malformedMetrics).toEqual([]);
      const ofRun = metrics().filter(({ name }) => ['RowsWritten', 'Joined', 'Left', 'Warnings'].includes(name));
      expect(Object.fromEntries(ofRun.map(({ name, value }) => [name, value]))).toEqual({
        RowsWritten: record.outcome === 'refreshed' ? record.rowsWritten : null,
        Joined:
          record.outcome === 'refreshed' ? record.audiences.reduce((sum, { counts }) => sum + counts!.joined, 0) : null,
        Left: 0,
        Warnings: record.warnings.length,
      });
    },
    TWO_MINUTES,
  );
});
