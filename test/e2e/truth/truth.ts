import type { SyncDefinition } from '../../../shared/definition/definition.ts';
import { at, isUsableId, Model } from '../../unit/emulator-sandbox/model.ts';
import { AUDIENCES, POLICIES } from './audiences.ts';
import { modelRecords, type Records } from './people.ts';
import { STARTS_ON } from './sandbox.ts';

export const DAY_MILLISECONDS = 86_400_000;
export const midnightOf = (day: number): number => Date.parse(`${STARTS_ON}T00:00:00Z`) + (day - 1) * DAY_MILLISECONDS;
export const dayOf = (time: number): number => Math.floor((time - midnightOf(1)) / DAY_MILLISECONDS) + 1;

type Identity = SyncDefinition['identity'];
/** Per audience, the person IDs that are in it. */
type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** Who is in which audience on which day, by the people's own stories. */
export class Truth {
  readonly #model: Model;
  readonly #members = new Map<string, Members>();

  constructor(records: Records) {
    this.#model = new Model(modelRecords(records), POLICIES, AUDIENCES);
  }

  /** @param day not before one that was asked for earlier */
  membersOn(day: number, identity: Identity): Members {
    const key = `${day} ${JSON.stringify(identity)}`;
    const known = this.#members.get(key);
    if (known !== undefined) return known;
    if (this.#model.day !== day) this.#model.evaluateDay(day, midnightOf(day));
    const members = this.#membersToday(identity);
    this.#members.set(key, members);
    return members;
  }

  #membersToday(identity: Identity): Members {
    const members = new Map(AUDIENCES.map(({ id }) => [id, new Set<string>()]));
    for (const person of this.#model.people) {
      const states = this.#model.states.get(person.name);
      for (const { id, policy } of AUDIENCES) {
        if (states?.get(id)?.isMember !== true) continue;
        for (const personId of this.#personIds(person, identity, policy)) members.get(id)?.add(personId);
      }
    }
    return members;
  }

  #personIds(person: Model['people'][number], identity: Identity, policy: string): string[] {
    if ('field' in identity) {
      const value = at(this.#model.merged(person, policy), identity.field);
      return value === undefined ? [] : [String(value as string | number)].filter(isUsableId);
    }
    const usable = person.ids.filter(({ namespace, id }) => namespace === identity.namespace && isUsableId(id));
    const chosen = identity.which === 'all' ? usable : [usable.find(({ primary }) => primary) ?? usable[0]];
    return chosen.flatMap((one) => (one === undefined ? [] : [one.id]));
  }
}
