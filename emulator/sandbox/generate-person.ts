import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How a person of the generated sandbox is known. Nobody has a name: ids and a few plain attributes are all there is. */
export interface GeneratedPerson {
  readonly number: number;
  readonly crmId: string | null;
  readonly email: string | null;
  readonly loyaltyId: number | null;
  /** None, one or two (one for the web, one for the app). */
  readonly ecids: readonly string[];
  readonly hasEvents: boolean;
  /** Whether the person's events carry the crmId, which links them to the CRM record. */
  readonly logsIn: boolean;
}

/** Random draws that depend on nothing but the seed. */
export interface Draws {
  /** From 0 to `below` - 1. */
  below(below: number): number;
  /** True in so many percent of the cases. */
  percent(percent: number): boolean;
  digits(count: number): string;
}

export function createDraws(seed: number): Draws {
  const generator = xoroshiro128plus(seed);
  const below = (limit: number): number => uniformInt(generator, 0, limit - 1);
  return {
    below,
    percent: (percent) => below(100) < percent,
    digits: (count) => Array.from({ length: count }, () => String(below(10))).join(''),
  };
}

/** The first person is in every dataset, so that even the smallest sandbox has all fields. */
export function isFirst(number: number): boolean {
  return number === 0;
}

export function generatePerson(number: number, draws: Draws): GeneratedPerson {
  const hasEverything = isFirst(number);
  const kind = hasEverything ? 99 : draws.below(100);
  const isCustomer = kind >= 14;
  const hasEcid = kind < 14 || kind >= 30;
  const ecidCount = hasEcid ? (hasEverything || draws.percent(20) ? 2 : 1) : 0;
  return {
    number,
    // Hexadecimal, so that the case of letters can matter.
    crmId: isCustomer ? `C${number.toString(16).padStart(6, '0')}` : null,
    email: isCustomer && (hasEverything || draws.percent(70)) ? `p${number}@example.com` : null,
    loyaltyId: isCustomer && (hasEverything || draws.percent(45)) ? 5_000_000 + number : null,
    ecids: Array.from({ length: ecidCount }, (_, position) => ecid(number, position, draws)),
    // 14-19: store customers without an ECID, 20-29: nothing but a CRM record, 30-37: a CRM record with an ECID.
    hasEvents: kind < 20 || kind >= 38,
    logsIn: isCustomer,
  };
}

/** 38 digits like Adobe's, save for some that try what a person ID can be. */
function ecid(number: number, position: number, draws: Draws): string {
  const digits = draws.digits(38);
  // Two persons whose ids differ by case only.
  if (position === 0 && number % 200 < 2) {
    const id = `fpid-${Math.floor(number / 200).toString(16)}e-abcdef`;
    return number % 200 === 0 ? id : id.toUpperCase();
  }
  // Not usable as a person ID: nothing but zeros.
  if (position === 1 && number % 50 === 7) return '0'.repeat(2 + Math.floor(number / 50));
  return digits;
}

/** Every tenth customer is on the list of guests: from the first day on, on that day only, or from the second day on. */
export function guestEntry({ number, crmId }: GeneratedPerson): Readonly<Record<string, unknown>> | null {
  if (crmId === null || number % 10 !== 0) return null;
  if (number % 30 === 10) return { id: crmId, leavesOnDay: 2 };
  return number % 30 === 20 ? { id: crmId, joinsOnDay: 2 } : { id: crmId };
}
