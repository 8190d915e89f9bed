import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ExportEntry, ExportIdentity, ExportRow } from './rows.ts';

/** A source of chance that gives the same world for the same seed. */
export interface Chance {
  /** At least 0, less than 1. */
  readonly next: () => number;
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(values: readonly T[]) => T;
}

export function createChance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const next = (): number => (generator.next() >>> 0) / 2 ** 32;
  return {
    next,
    happens: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
  };
}

export interface WorldAudience {
  readonly id: string;
  readonly membershipNamespace: string;
  name: string;
  readonly origin: string;
  /** Its merge policy. */
  readonly policy: 'A' | 'B';
}

const NAMES = [
  ...['Plain', "Summer's best", 'Café, Bar & co', '$$ END; $$', 'a\\b\\', 'new\nline\ttab', '-- drop /* x'],
  ...['"dq" `bt`', '${spark.x} $param @v', '😀 emoji 中文', '{{tpl}}; SELECT 1;', '\u0000nul\u2028ls'],
];

/** Some are in nothing, most in a few audiences, and some in nearly all: more than the delimited shape can hold. */
const SHARES = [0, 0.35, 0.35, 0, 0.35, 0.97];

const UNUSABLE_IDS = ['', '  ', 'undefined', 'UNDEFINED', ' null ', '0', '000-000', 'None', 'NaN', null];

/** People, and in which audiences they are. Every second profile has the same person ID as its neighbour, or one that differs in case. */
export class World {
  readonly audiences: readonly WorldAudience[];
  readonly #chance: Chance;
  readonly #memberships: Set<number>[];

  constructor(profiles: number, chance: Chance) {
    this.#chance = chance;
    this.audiences = NAMES.map((name, index) => {
      const isExternal = index >= 10;
      return {
        id: isExternal ? String(9000 + index) : `${String(index).padStart(8, '0')}-aaaa-4bbb-8ccc-000000000000`,
        membershipNamespace: isExternal ? 'AAM' : 'ups',
        name,
        origin: isExternal ? 'AUDIENCE_MANAGER' : 'REAL_TIME_CUSTOMER_PROFILE',
        policy: index === 8 ? 'B' : 'A',
      };
    });
    this.#memberships = Array.from({ length: profiles }, (_, profile) =>
      this.#someAudiences(SHARES[profile % SHARES.length] ?? 0),
    );
  }

  /** A share of the people leaves everything, joins anew or changes one membership. */
  change(share: number): void {
    for (const memberships of this.#memberships) {
      if (!this.#chance.happens(share)) continue;
      const what = this.#chance.next();
      if (what < 0.4) memberships.clear();
      else if (what < 0.7) this.#someAudiences(0.5).forEach((audience) => memberships.add(audience));
      else {
        const audience = Math.floor(this.#chance.next() * this.audiences.length);
        if (!memberships.delete(audience)) memberships.add(audience);
      }
    }
  }

  /** The rows of one export, in as many batches as are named: a profile is in one or several of them, with memberships of both policies. */
  export(batchIds: readonly string[], time: Date): { batchId: string; rows: ExportRow[] }[] {
    const batches = batchIds.map((batchId) => ({ batchId, rows: new Array<ExportRow>() }));
    this.#memberships.forEach((memberships, profile) => {
      const copies = this.#chance.pick([1, 1, 1, 1, 1, 1, 1, 1, 2, 3]);
      for (let copy = 0; copy < copies; copy += 1) {
        const seen = copies === 1 ? memberships : new Set([...memberships].filter(() => this.#chance.happens(0.7)));
        this.#chance.pick(batches).rows.push(this.#row(profile, seen, time));
      }
    });
    return batches;
  }

  #someAudiences(share: number): Set<number> {
    return new Set(this.audiences.map((_, index) => index).filter(() => this.#chance.happens(share)));
  }

  #row(profile: number, memberships: ReadonlySet<number>, time: Date): ExportRow {
    const personId = personIdOf(profile);
    return {
      identityMap: this.#identityMap(profile, personId),
      segmentMembership: this.#chance.happens(0.01) ? null : this.#segmentMembership(memberships, time),
      _acme: this.#chance.happens(0.05)
        ? null
        : {
            crmId: this.#chance.happens(0.05) ? this.#chance.pick(UNUSABLE_IDS) : personId,
            loyaltyNumber: this.#chance.pick([profile, profile, 12_345_678_901, 0, null]),
          },
    };
  }

  #segmentMembership(memberships: ReadonlySet<number>, time: Date): NonNullable<ExportRow['segmentMembership']> {
    const { happens, pick, next } = this.#chance;
    const entries: Record<string, Record<string, ExportEntry> | null> = {};
    this.audiences.forEach(({ id, membershipNamespace }, index) => {
      if (!memberships.has(index) && !happens(0.1)) return;
      const status = memberships.has(index)
        ? pick(['realized', 'realized', 'existing', 'entered', 'Realized'])
        : pick(['exited', 'exited', 'Exited', 'weird', '', null]);
      const lastQualificationTime = happens(0.01)
        ? null
        : new Date(time.getTime() - Math.floor(next() * 1e9)).toISOString();
      (entries[membershipNamespace] ??= {})[id] = { status, lastQualificationTime };
    });
    if (happens(0.2))
      (entries['ups'] ??= {})['ffffffff-not-ours'] = { status: 'realized', lastQualificationTime: time.toISOString() };
    if (happens(0.05)) entries['Email'] = null;
    return entries;
  }

  #identityMap(profile: number, personId: string): ExportRow['identityMap'] {
    const identity = (id: string | null, primary: boolean | null): ExportIdentity => ({ id, primary });
    const other = `other${profile}`;
    const kind = this.#chance.next();
    if (kind < 0.02) return null;
    const email = { Email: [identity(`${personId}@example.com`, false)] };
    if (kind < 0.03) return email;
    if (kind < 0.04) return { ...email, ECID: [] };
    const unusable = this.#chance.pick(UNUSABLE_IDS);
    if (kind < 0.08) return { ...email, ECID: [identity(unusable, this.#chance.happens(0.5))] };
    if (kind < 0.5) return { ...email, ECID: [identity(personId, true)] };
    if (kind < 0.7) return { ...email, ECID: [identity(other, false), identity(personId, true)] };
    if (kind < 0.8) return { ...email, ECID: [identity(unusable, true), identity(personId, null)] };
    if (kind < 0.82) return { ...email, ECID: [identity(personId, false), identity(personId, true)] };
    return { ...email, ECID: [identity(personId, false), identity(other, false)] };
  }
}

function personIdOf(profile: number): string {
  const id = `p${String(Math.floor(profile / 2)).padStart(5, '0')}`;
  if (profile % 2 === 0) return id;
  return profile % 10 === 1 ? id.toUpperCase() : `${id}b`;
}
