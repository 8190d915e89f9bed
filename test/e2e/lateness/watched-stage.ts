import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createLocalAws, type LocalAws, type LocalSchedule, type Metric, VirtualClock } from '../../../local/index.ts';
import { PROJECT } from '../support/command.ts';
import { newFolder } from '../support/folders.ts';
import { type Transition, transitionsOf } from './cloudwatch-alarm.ts';
import { type Directive, standIn } from './stand-in.ts';
import type { SyncName } from './syncs.ts';

const WATCH_INTERVAL = 5 * 60_000;

/** A synthesized stage whose runs are stood in for. */
export interface Assembly {
  readonly folder: string;
  /** Properties of the synthesized alarms, by name. */
  readonly alarms: ReadonlyMap<string, Record<string, unknown>>;
}

export async function synthesizeSyncs(): Promise<Assembly> {
  const folder = await newFolder();
  const { context } = JSON.parse(await readFile(path.join(PROJECT, 'cdk.json'), 'utf8')) as { context: object };
  await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'synthesize-syncs.ts')], {
    cwd: PROJECT,
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  const resources = Object.values(standIn(folder).Resources);
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  return { folder, alarms: new Map(alarms.map((alarm) => [String(alarm['AlarmName']), alarm])) };
}

/** The stage running on a virtual clock, an operator's hands, and what the alarms make of its metrics. */
export class WatchedStage {
  readonly metrics: Metric[] = [];
  readonly #clock: VirtualClock;
  readonly #createdAt: number;
  readonly #assembly: Assembly;
  #directive: Directive = { seconds: 0, error: null, outcome: 'refreshed' };
  #aws!: LocalAws;
  #client!: SFNClient;

  private constructor(assembly: Assembly, createdAt: number) {
    this.#assembly = assembly;
    this.#createdAt = createdAt;
    this.#clock = new VirtualClock(createdAt);
  }

  /** @param deployedAt ISO 8601 */
  static async deploy(assembly: Assembly, deployedAt: string): Promise<WatchedStage> {
    const stage = new WatchedStage(assembly, Date.parse(deployedAt));
    stage.#aws = await createLocalAws({
      assembly: assembly.folder,
      clock: stage.#clock,
      secretValue: () => JSON.stringify(stage.#directive),
      onMetric: (_, metric) => stage.metrics.push(metric),
    });
    stage.#client = new SFNClient({
      endpoint: stage.#aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    return stage;
  }

  get now(): number {
    return this.#clock.now();
  }

  /** Says what runs do from now on. */
  runs(directive: Partial<Directive>): void {
    this.#directive = { seconds: 3600, error: null, outcome: 'refreshed', ...directive };
  }

  scheduleOf(sync: SyncName): LocalSchedule {
    return this.#aws.schedules.find(({ target }) => target.arn.endsWith(`:audience-sync-dev-${sync}`))!;
  }

  /** The next due time of a sync, in epoch milliseconds. */
  nextDue(sync: SyncName): number {
    return this.#aws.nextRun(this.scheduleOf(sync), new Date(this.now))!.getTime();
  }

  async until(moment: number): Promise<void> {
    await this.#clock.sleep(moment - this.now);
  }

  /** Does what the schedule of a sync does when it is due. @returns the execution's ARN */
  startScheduled(sync: SyncName): string {
    return this.#aws.startScheduled(this.scheduleOf(sync), new Date(this.now));
  }

  /** @returns the execution's ARN */
  async start(sync: SyncName, input: object = {}): Promise<string> {
    const stateMachineArn = this.scheduleOf(sync).target.arn;
    const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    return (await this.#meanwhile(() => this.#client.send(command))).executionArn!;
  }

  async redrive(executionArn: string): Promise<void> {
    await this.#meanwhile(() => this.#client.send(new RedriveExecutionCommand({ executionArn })));
  }

  async statusOf(executionArn: string): Promise<string> {
    const command = new DescribeExecutionCommand({ executionArn });
    return (await this.#meanwhile(() => this.#client.send(command))).status!;
  }

  /** Lets time pass until a moment, and the watcher look at that moment. @returns the moment */
  async watch(moment: number, edit: (input: string) => string = (input) => input): Promise<number> {
    await this.until(moment);
    const watcher = this.#aws.schedules.find(({ target }) => target.kind === 'function')!;
    this.#aws.fire({ ...watcher, input: edit(watcher.input) }, new Date(moment));
    // Time stands still while the function works; the alarms judge at the end of the period.
    await this.until(moment + WATCH_INTERVAL);
    return moment;
  }

  /** Lets time pass until a moment, and the watcher look as often as it does. */
  async watchUntil(moment: number): Promise<void> {
    const schedules = this.#aws.schedules.filter(({ target }) => target.kind === 'function');
    await this.#aws.runSchedules({ until: new Date(moment), schedules });
    await this.until(moment + WATCH_INTERVAL);
  }

  /** How an alarm of a sync, or of the stage, changed its state since the deployment. */
  transitions(alarm: string): Transition[] {
    const properties = this.#assembly.alarms.get(`audience-sync-dev-${alarm}`);
    return transitionsOf(properties, this.metrics, this.#createdAt, this.now);
  }

  /** The lines that were meant as metrics and are none. */
  get malformedMetrics(): readonly unknown[] {
    return this.#aws.malformedMetrics;
  }

  async close(): Promise<void> {
    this.#client.destroy();
    await this.#aws.close();
  }

  async #meanwhile<Result>(work: () => Promise<Result>): Promise<Result> {
    const release = this.#clock.hold();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
