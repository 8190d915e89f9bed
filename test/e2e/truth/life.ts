import { POLICIES } from './audiences.ts';
import { Books, type GreenRun, isLater } from './books.ts';
import type { DayOfSync, Trouble } from './days.ts';
import { expectedOf, type RunOfTruth } from './expected.ts';
import { needlessRows, type Problems, problemsInCja, problemsInCounts, problemsInTarget } from './proof.ts';
import { CONNECTION, DATASETS } from './sandbox.ts';
import { type Ended, greenRecord, type Service } from './service.ts';
import { changed, definitionOf, FIRST_SETTINGS, type Settings } from './settings.ts';
import { lakeOf, type Lake, type TargetBatch, type Written } from './target-rows.ts';
import { dayOf, midnightOf, type Truth } from './truth.ts';

const PLACE = { connectionId: CONNECTION, datasetId: DATASETS.target };
const SIX_HOURS = 6 * 3_600_000;
/** A run takes the export jobs of the last minutes for its own. */
const HALF_AN_HOUR = 1_800_000;
const BACKFILL_TIME = 3 * 3_600_000;
/** A redrive comes at most 14 days after a run, and a run needs what was written since the last full refresh: more than both together. */
const DROPPED_AFTER_DAYS = 25;

/** What happened over the days, for whoever has to find out why a promise was broken. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';

  constructor(problems: Problems, story: readonly string[]) {
    super(`${problems.join('\n')}\n\nThe days before:\n${story.join('\n')}`);
  }
}

/** One sync over many days, and what it must never get wrong. */
export class Life {
  readonly story: string[] = [];
  readonly outcomes = new Map<string, number>();
  /** How often CJA was asked about everybody. */
  shownToCja = 0;
  readonly #service: Service;
  readonly #truth: Truth;
  readonly #lake: Lake;
  readonly #books: Books;
  readonly #settingsOf = new Map<string, Settings>();
  readonly #greens: GreenRun[] = [];
  /** Runs that ended badly and may still be redriven, oldest first. */
  #failed: string[] = [];
  /** CJA may have lost something that nobody has repaired yet. */
  #isCjaDisturbed = false;
  /** Batches that CJA is yet to skip: where nothing has to be written, none comes for days. */
  #skipsAhead = 0;
  #settings = FIRST_SETTINGS;
  #lastWriter: Settings | null = null;
  #runs = 0;
  #day = 0;

  constructor(service: Service, truth: Truth) {
    this.#service = service;
    this.#truth = truth;
    this.#lake = lakeOf(service.emulator, () => service.clock.now());
    this.#books = new Books(this.#lake);
  }

  async liveThrough(days: readonly DayOfSync[]): Promise<void> {
    await this.#service.deploy(definitionOf(this.#settings));
    for (const day of days) await this.#liveThroughDay(day);
  }

  async #liveThroughDay({ pause, change, trouble, redrive, repeat }: DayOfSync): Promise<void> {
    const today = dayOf(this.#service.clock.now());
    this.#day = Math.max(today, this.#day + 1) + pause;
    await this.#service.sleepUntil(midnightOf(this.#day) + SIX_HOURS);
    this.#tell(`day ${this.#day}: ${JSON.stringify({ change, trouble, redrive, repeat })}`);
    if (change !== null) {
      this.#settings = changed(this.#settings, change);
      await this.#service.deploy(definitionOf(this.#settings));
    }
    await this.#make(trouble);

    if (redrive === 'before') await this.#redriveNewest();
    const hasCompany = redrive === 'meanwhile' || repeat === 'meanwhile';
    const run = await this.#start();
    this.#makeMidway(trouble, run);
    const company = redrive === 'meanwhile' ? await this.#startRedrive() : null;
    const twin = repeat === 'meanwhile' ? await this.#start() : null;
    const names = [run, company, twin].filter((name) => name !== null);
    const mayFail = hasCompany || trouble.kind === 'interruption';
    await this.#end(names, { mayFail });

    if (repeat === 'after') await this.#repeat(run);
    if (redrive === 'after') await this.#redriveNewest();
  }

  async #make(trouble: Trouble): Promise<void> {
    const { cja } = this.#service.emulator;
    switch (trouble.kind) {
      case 'batch skipped':
        this.#isCjaDisturbed = true;
        this.#skipsAhead += 1;
        await cja.skipNextBatch(PLACE);
        break;
      case 'dataset re-added':
        this.#isCjaDisturbed = true;
        if (trouble.when !== 'before' && trouble.when !== 'before, and backfilled') break;
        await cja.readdDataset(PLACE);
        if (trouble.when === 'before') break;
        await cja.startBackfill(PLACE);
        await this.#service.sleepUntil(this.#service.clock.now() + BACKFILL_TIME);
        break;
      case 'rows dropped':
        await cja.dropRowsOlderThan(PLACE, DROPPED_AFTER_DAYS);
        break;
      case 'retention':
        await cja.setRetention(CONNECTION, trouble.months);
        break;
      case 'history lost':
        await this.#service.loseExecutionHistory();
        await this.#service.deploy(definitionOf(this.#settings));
        this.#failed = [];
        break;
      case 'none':
      case 'interruption':
    }
  }

  #makeMidway(trouble: Trouble, run: string): void {
    if (trouble.kind === 'interruption') this.#service.when(run, trouble.state, () => this.#service.stop(run));
    if (trouble.kind !== 'dataset re-added') return;
    this.#isCjaDisturbed = true;
    this.#service.when(run, trouble.when, () => this.#service.emulator.cja.readdDataset(PLACE));
  }

  async #start(input: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const name = `day-${this.#day}-run-${++this.#runs}`;
    this.#settingsOf.set(name, this.#settings);
    await this.#service.start(name, input);
    return name;
  }

  async #startRedrive(): Promise<string | null> {
    const name = this.#failed.at(-1);
    if (name === undefined || !(await this.#service.redrive(name))) return null;
    this.#failed.pop();
    this.#tell(`  ${name} is redriven`);
    return name;
  }

  async #redriveNewest(): Promise<void> {
    const name = await this.#startRedrive();
    if (name !== null) await this.#end([name], { mayFail: true });
  }

  /** The same again: it must write nothing, unless everybody is to be rewritten. */
  async #repeat(first: string): Promise<void> {
    await this.#service.sleepUntil(this.#service.clock.now() + HALF_AN_HOUR);
    const wasGreen = this.#greens.some(({ name }) => name === first);
    const again = await this.#start();
    await this.#end([again], { mayFail: !wasGreen });
    const record = this.#greens.find(({ name }) => name === again)?.record;
    if (wasGreen && record?.mode === 'delta' && record.rowsWritten !== 0) {
      throw this.#broken([`${again} repeated ${first} and wrote ${record.rowsWritten ?? 'unknown'} rows`]);
    }
  }

  /** Waits for the end of the runs, and checks all that is promised then. */
  async #end(names: readonly string[], { mayFail }: { readonly mayFail: boolean }): Promise<void> {
    const batchesBefore = await this.#lake.countBatches();
    const before = this.#books.newest;
    const ended: Ended[] = [];
    for (const name of names) ended.push(await this.#service.ended(name));
    const fresh = await this.#books.readNewBatches();

    for (const run of ended) this.#note(run, mayFail || this.#isCjaDisturbed);
    this.#skipsAhead = Math.max(0, this.#skipsAhead - fresh.length);
    const swung = ended.find(({ error }) => error === 'MembershipSwing');
    const isAlone = names.length === 1;
    if (swung !== undefined && isAlone && fresh.length > 0) throw this.#broken([`${swung.name} was stopped and wrote`]);

    const greens = ended.flatMap(({ name }) => this.#greens.filter((green) => green.name === name));
    if (greens.length > 0) await this.#prove(greens, { fresh, before, isAlone });
    const writer = fresh.at(-1)?.batch.rows[0]?.runId;
    if (writer !== undefined) this.#lastWriter = this.#settingsOf.get(writer) ?? null;

    const started = names[0] ?? '';
    if (swung !== undefined && swung.name === started && isAlone) {
      if ((await this.#lake.countBatches()) !== batchesBefore)
        throw this.#broken([`${swung.name} left a batch behind`]);
      const accepted = await this.#start({ acceptSwing: true });
      await this.#end([accepted], { mayFail });
    }
  }

  #note({ name, status, error, cause, record, ...rest }: Ended, mayFail: boolean): void {
    const green = greenRecord({ name, status, error, cause, record, ...rest });
    const outcome = record?.outcome ?? error ?? status;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    const what =
      green === null ? messageOf(cause) : `${green.mode} (${green.modeReason}), ${green.rowsWritten ?? 'unknown'} rows`;
    this.#tell(`  ${name}: ${outcome} ${what}`);
    if (green !== null) {
      const settings = this.#settingsOf.get(name) ?? FIRST_SETTINGS;
      this.#greens.push({ name, settings, record: green });
      return;
    }
    if (record !== null) return;
    if (status === 'ABORTED' || error === 'CjaDeadlinePassed' || error === 'MembershipSwing') {
      this.#failed.push(name);
      const isForeseen = error === 'MembershipSwing' || mayFail;
      if (isForeseen) return;
    } else if (error === 'RunSuperseded' && mayFail) return;
    throw this.#broken([`${name} ended as ${outcome}: ${messageOf(cause)}`]);
  }

  async #prove(
    greens: readonly GreenRun[],
    {
      fresh,
      before,
      isAlone,
    }: {
      fresh: readonly { batch: TargetBatch; before: ReadonlyMap<string, Written> }[];
      before: ReadonlyMap<string, Written>;
      isAlone: boolean;
    },
  ): Promise<void> {
    const problems: string[] = [];
    for (const { name, record } of greens) {
      if (record.mode !== 'delta') continue;
      const own = fresh.filter(({ batch }) => batch.rows[0]?.runId === name);
      problems.push(...own.flatMap(({ batch, before }) => needlessRows(batch, before)));
    }

    this.shownToCja += 1;
    const green = this.#newestGreen();
    const shown = await this.#problemsShown({ settings: green.settings, exports: green.record.exports });
    const later = shown.length === 0 ? [] : await this.#laterTruths(green);
    const others = await Promise.all(later.map((other) => this.#problemsShown(other)));
    if (others.every((other) => other.length > 0)) problems.push(...shown);

    const isComparable = this.#lastWriter !== null && sameLayout(this.#lastWriter, green.settings);
    const isOwnTurn =
      isAlone && greens[0]?.name === green.name && fresh.every(({ batch }) => batch.rows[0]?.runId === green.name);
    if (isComparable && isOwnTurn && !this.#wasRedriven(green)) {
      const expected = expectedOf({ settings: green.settings, exports: green.record.exports }, this.#truth);
      problems.push(...problemsInCounts(green.record, expected, before));
    }
    if (problems.length > 0) throw this.#broken(problems);
    this.#isCjaDisturbed = this.#skipsAhead > 0;
  }

  /** An attempt that was interrupted may have written already, long before its redrive. */
  #wasRedriven({ record }: GreenRun): boolean {
    return record.redrives > 0;
  }

  async #problemsShown(run: RunOfTruth): Promise<Problems> {
    const expected = expectedOf(run, this.#truth);
    return [
      ...(await problemsInCja(expected, run.settings, this.#service)),
      ...problemsInTarget(expected, this.#books.newest),
    ];
  }

  #newestGreen(): GreenRun {
    const orderOf = ({ name, record }: GreenRun): { runId: string; exportedAt: number } => ({
      runId: name,
      exportedAt: Date.parse(record.exportedAt),
    });
    const [first, ...others] = this.#greens;
    if (first === undefined) throw new Error('no run was green yet');
    return others.reduce((newest, green) => (isLater(orderOf(green), orderOf(newest)) ? green : newest), first);
  }

  /** Runs that wrote newer truth and were not seen to be taken in: CJA may well have taken it in. */
  async #laterTruths(green: GreenRun): Promise<RunOfTruth[]> {
    const exportedAt = Date.parse(green.record.exportedAt);
    const later = new Map<string, Written>();
    for (const { rows } of await this.#lake.targetBatches()) {
      const [row] = rows;
      if (row !== undefined && isLater(row, { runId: green.name, exportedAt })) later.set(row.runId, row);
    }
    return [...later].map(([runId, row]) => ({
      settings: this.#settingsOf.get(runId) ?? FIRST_SETTINGS,
      exports: Object.keys(POLICIES).map((mergePolicyId) => ({
        mergePolicyId,
        jobId: '',
        createdAt: new Date(row.exportedAt).toISOString(),
        finishedAt: null,
        batchIds: [],
        exportedProfiles: null,
        warnings: [],
      })),
    }));
  }

  #tell(line: string): void {
    this.story.push(line);
  }

  #broken(problems: Problems): PromiseBroken {
    return new PromiseBroken(problems, this.story);
  }
}

function messageOf(cause: string): string {
  return cause.startsWith('{') ? ((JSON.parse(cause) as { errorMessage?: string }).errorMessage ?? cause) : cause;
}

/** In another layout, what was shown before is not read, and everybody counts as having joined. */
function sameLayout(left: Settings, right: Settings): boolean {
  const layout = ({ shape, identity, fields }: Settings): string => JSON.stringify([shape, identity, fields]);
  return layout(left) === layout(right);
}
