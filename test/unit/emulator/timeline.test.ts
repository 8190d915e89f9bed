import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTimeline, TimelineBroken } from '../../../emulator/timeline.ts';

describe('simulated time', () => {
  it('runs events in the order of their times, and those of one time in the order of scheduling', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }), async (times) => {
        const timeline = createTimeline(0);
        const happened: [number, number][] = [];
        for (const [index, at] of times.entries()) {
          timeline.schedule(at, `event ${index}`, () => {
            happened.push([timeline.now(), index]);
          });
        }
        await timeline.exclusively(100, () => undefined);
        const expected = times.map((at, index): [number, number] => [at, index]).sort(([a], [b]) => a - b);
        expect(happened).toEqual(expected);
      }),
    );
  });

  it('comes to the same state however the clock got there', async () => {
    const run = async (stops: readonly number[]): Promise<string[]> => {
      const timeline = createTimeline(0);
      const happened: string[] = [];
      const log = (what: string) => (): void => {
        happened.push(`${what} ${timeline.now()}`);
      };
      const tick = (at: number): void => {
        timeline.schedule(at, `tick at ${at}`, () => {
          log('tick')();
          if (at < 50) tick(at + 7);
          timeline.schedule(at + 3, 'echo', log('echo'));
        });
      };
      tick(0);
      for (const clock of stops) await timeline.exclusively(clock, () => undefined);
      return happened;
    };
    const atOnce = await run([60]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60 })), async (stops) => {
        expect(await run([...stops, 60])).toEqual(atOnce);
      }),
    );
  });

  it('lets one action finish before the next begins', async () => {
    const timeline = createTimeline(0);
    const log: string[] = [];
    const action = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
    };
    await Promise.all([timeline.exclusively(1, action('a')), timeline.exclusively(1, action('b'))]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('never goes back, not even with its clock', async () => {
    const timeline = createTimeline(0);
    await timeline.exclusively(100, () => undefined);
    expect(await timeline.exclusively(50, () => timeline.now())).toBe(100);
  });

  it('goes on after an action that failed', async () => {
    const timeline = createTimeline(0);
    await expect(timeline.exclusively(1, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await timeline.exclusively(2, () => timeline.now())).toBe(2);
  });

  it('answers nothing any more once an event has failed, and says which', async () => {
    const timeline = createTimeline(0);
    timeline.schedule(1, 'start of day 1', () => {
      throw new Error('no such column');
    });
    const broken = expect.objectContaining({ message: 'start of day 1, at 1970-01-01T00:00:00.001Z, failed' });
    await expect(timeline.exclusively(5, () => undefined)).rejects.toBeInstanceOf(TimelineBroken);
    await expect(timeline.exclusively(6, () => undefined)).rejects.toEqual(broken);
  });
});
