import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setTimeout as realTime } from 'node:timers/promises';
import { ScaledClock, VirtualClock } from '../../../local/clock.ts';

const START = Date.parse('2027-01-01T00:00:00Z');

describe('the virtual clock', () => {
  it('jumps to the next sleeper’s time, in order, while nothing real is in progress', async () => {
    const clock = new VirtualClock(START);
    const woken: [string, number][] = [];
    const sleep = async (name: string, milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds);
      woken.push([name, clock.now() - START]);
    };
    await Promise.all([sleep('late', 3_600_000), sleep('early', 10), sleep('also early', 10), sleep('now', 0)]);
    expect(woken).toEqual([
      ['now', 0],
      ['early', 10],
      ['also early', 10],
      ['late', 3_600_000],
    ]);
  });

  it('lets a sleeper fall asleep again before the next one wakes', async () => {
    const clock = new VirtualClock(START);
    const seen: number[] = [];
    const poll = async (every: number, times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        await clock.sleep(every);
        seen.push(clock.now() - START);
      }
    };
    await Promise.all([poll(10, 4), poll(25, 2)]);
    expect(seen).toEqual([10, 20, 25, 30, 40, 50]);
  });

  it('stands still while real work is held', async () => {
    const clock = new VirtualClock(START);
    const release = clock.hold();
    const another = clock.hold();
    const slept = clock.sleep(1000).then(() => clock.now() - START);
    await realTime(20);
    expect(clock.now()).toBe(START);
    release();
    release();
    await realTime(20);
    expect(clock.now()).toBe(START);
    another();
    expect(await slept).toBe(1000);
  });

  it('wakes nobody whose sleep was aborted', async () => {
    const clock = new VirtualClock(START);
    const aborting = new AbortController();
    const slept = clock.sleep(5_000, aborting.signal);
    aborting.abort(new Error('stop'));
    await expect(slept).rejects.toThrow('stop');
    await expect(clock.sleep(1, aborting.signal)).rejects.toThrow('stop');
    await clock.sleep(10);
    expect(clock.now()).toBe(START + 10);
  });

  it('never runs backwards, and wakes everyone at the time asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_000_000), { maxLength: 20 }), async (sleeps) => {
        const clock = new VirtualClock(START);
        const woken: number[] = [];
        await Promise.all(sleeps.map((sleep) => clock.sleep(sleep).then(() => woken.push(clock.now() - START))));
        expect(woken).toEqual([...sleeps].sort((left, right) => left - right));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the scaled clock', () => {
  it('runs as many times faster than the wall as it was told', async () => {
    const clock = new ScaledClock(10_000, START);
    const from = performance.now();
    await clock.sleep(200_000);
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(clock.now() - START).toBeGreaterThanOrEqual(190_000);
  });

  it('stands still while real work is held, and goes on from there', async () => {
    const clock = new ScaledClock(1_000_000, START);
    const release = clock.hold();
    const at = clock.now();
    const slept = clock.sleep(60_000).then(() => clock.now());
    await realTime(20);
    expect(clock.now()).toBe(at);
    release();
    expect(await slept).toBe(at + 60_000);
  });

  it('wakes everyone exactly at the time asked for, one after the other', async () => {
    const clock = new ScaledClock(100_000, START);
    const release = clock.hold();
    const from = clock.now();
    const woken: [string, number][] = [];
    const poll = async (name: string, every: number, times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        await clock.sleep(every);
        woken.push([name, clock.now() - from]);
      }
    };
    const polls = Promise.all([poll('a', 20_000, 3), poll('b', 30_000, 2)]);
    release();
    await polls;
    expect(woken).toEqual([
      ['a', 20_000],
      ['b', 30_000],
      ['a', 40_000],
      ['b', 60_000],
      ['a', 60_000],
    ]);
  });

  it('ends a sleep that is aborted', async () => {
    const clock = new ScaledClock(1, START);
    const aborting = new AbortController();
    const slept = clock.sleep(60_000, aborting.signal);
    aborting.abort(new Error('stop'));
    await expect(slept).rejects.toThrow('stop');
  });
});
