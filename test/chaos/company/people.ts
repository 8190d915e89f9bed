import type { Chance } from '../../../emulator/chance.ts';

export const PERSONS = 200;
/** The last day on which anything changes; no life lasts longer. */
export const LAST_DAY = 150;

const TIERS = ['gold', 'silver', 'bronze'] as const;
const MOST_POINTS = 10;
/** Of all persons, each day. */
const CHANGING_PER_THOUSAND = 40;

/** Something that becomes known of a person on a day and stays so until the next news of the same kind. */
interface News {
  readonly day: number;
  readonly tier?: (typeof TIERS)[number];
  readonly points?: number;
}

export interface Person {
  readonly id: string;
  /** CJA reports only those who have an event. */
  readonly hasEvent: boolean;
  readonly news: readonly News[];
}

/** Recognizable in a log that must not hold one. */
export const PERSON_ID = /chaos-person-\d+/;

/** @returns people whose lives are drawn from the seed alone */
export function drawPeople(chance: Chance): readonly Person[] {
  return Array.from({ length: PERSONS }, (_, index) => {
    const id = `chaos-person-${index}`;
    const tier = (day: number): News => ({ day, tier: TIERS[chance.between([0, TIERS.length - 1], id, 'tier', day)]! });
    const points = (day: number): News => ({ day, points: chance.between([0, MOST_POINTS], id, 'points', day) });
    const news = [tier(1), points(1)];
    for (let day = 2; day <= LAST_DAY; day++) {
      if (chance.between([1, 1000], id, 'news', day) > CHANGING_PER_THOUSAND) continue;
      news.push(chance.between([0, 1], id, 'kind of news', day) === 0 ? tier(day) : points(day));
    }
    return { id, hasEvent: chance.between([1, 10], id, 'event') <= 7, news };
  });
}
