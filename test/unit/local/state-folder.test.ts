import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExecutionFiles } from '../../../local/serve/execution-files.ts';
import { readServeOptions, type ServeOptions } from '../../../local/serve/options.ts';
import { newState, type State, StateFolder } from '../../../local/serve/state-folder.ts';
import { UsageError } from '../../../local/command-line.ts';
import { failing, machineOf, runToEnd, task } from './states-language/run-machine.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'audience-sync-state-'));
});
afterEach(() => {
  rmSync(place, { recursive: true, force: true });
});

const options = (...args: string[]): ServeOptions => {
  const read = readServeOptions(['--state', place, ...args]);
  if (read === null) throw new Error('Help was asked for');
  return read;
};
const state: State = {
  format: 1,
  sandbox: null,
  persons: 2000,
  seed: 5,
  createdAt: 1000,
  now: 2000,
  starts: 1,
};

describe('the state folder of npm run local', () => {
  it('is new where nothing is, and then what was saved', () => {
    const folder = new StateFolder(place);
    expect(folder.open(options())).toBeNull();
    expect(newState(options('--seed', '5'), 1000)).toEqual({ ...state, now: 1000, starts: 0 });
    folder.save(state);
    expect(folder.open(options())).toEqual(state);
    expect(folder.open(options('--seed', '5', '--persons', '2000'))).toEqual(state);
  });

  it('is new again with --fresh, but what others have put there stays', () => {
    const folder = new StateFolder(place);
    folder.save(state);
    writeFileSync(path.join(place, 'notes.txt'), 'mine');
    writeFileSync(folder.journal, 'line\n');
    expect(folder.open(options('--fresh'))).toBeNull();
    expect(readdirSync(place).sort()).toEqual(['executions', 'notes.txt']);
    expect(readdirSync(folder.executions)).toEqual([]);
  });

  it.each([[[]], [['--fresh']]])('that is someone else’s is left alone, with %j', (args) => {
    const file = path.join(place, 'state.json');
    writeFileSync(file, '{"version":4}');
    writeFileSync(path.join(place, 'adobe.jsonl'), 'theirs');
    expect(() => new StateFolder(place).open(options(...args))).toThrow(UsageError);
    expect(existsSync(path.join(place, 'adobe.jsonl'))).toBe(true);
  });

  it.each([
    [['--persons', '7'], /was begun with --persons 2000; begin anew with --fresh, or name another --state/],
    [['--seed', '6'], /was begun with --seed 5/],
  ])('of another world than %j is refused', (args, problem) => {
    const folder = new StateFolder(place);
    folder.save(state);
    expect(() => folder.open(options(...args))).toThrow(problem);
  });

  it('of another version is refused', () => {
    writeFileSync(path.join(place, 'state.json'), JSON.stringify({ ...state, format: 2 }));
    expect(() => new StateFolder(place).open(options())).toThrow('written by another version; begin anew with --fresh');
  });
});

describe('files of executions', () => {
  it('give back what was written, in the order of the starts, whatever became of it', async () => {
    const { machine } = machineOf({ States: { A: task('f', { End: true }) } }, { f: () => failing('X') });
    const failed = await runToEnd(machine, { some: 'input' });
    const running = machine.start('second', '{}');
    const files = new ExecutionFiles(place);
    files.changed(failed);
    files.changed(running);
    files.save();
    expect(new ExecutionFiles(place).earlier).toEqual([failed, running]);

    await machine.ended(running);
    files.changed(running);
    files.save();
    const again = new ExecutionFiles(place);
    expect(again.earlier.map(({ name, status }) => [name, status])).toEqual([
      ['execution', 'FAILED'],
      ['second', 'FAILED'],
    ]);
    again.changed({ ...failed, name: 'third' });
    again.save();
    expect(new ExecutionFiles(place).earlier.map(({ name }) => name)).toEqual(['execution', 'second', 'third']);
  });
});
