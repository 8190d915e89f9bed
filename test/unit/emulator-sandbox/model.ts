/**
 * What the people of a sandbox are, computed as plainly as possible from the same records: no SQL, no union-find, no
 * incremental state but the memberships. It shares nothing with the code under test.
 */
export interface ModelRecord {
  readonly dataset: string;
  readonly kind: 'profile' | 'event';
  /** NULL: never. */
  readonly day: number | null;
  readonly ids: readonly { readonly namespace: string; readonly id: string; readonly primary: boolean }[];
  readonly value: Record<string, unknown>;
}

export interface ModelAudience {
  readonly id: string;
  readonly policy: string;
  readonly isLegacy: boolean;
  /** The key in `segmentMembership`; left out: `ups`. */
  readonly namespace?: string;
  readonly rule: (person: {
    attributes: Tree;
    events: readonly Tree[];
    ids: readonly { readonly namespace: string; readonly id: string }[];
    day: number;
  }) => boolean;
}

export type Tree = Record<string, unknown>;

/** The value at a dotted path; undefined where there is none or it is null. */
export function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Tree | null | undefined)?.[key], tree) ?? undefined;
}

interface Person {
  /** The oldest identity: names the person. */
  readonly name: string;
  readonly ids: readonly { namespace: string; id: string; primary: boolean }[];
  readonly records: readonly ModelRecord[];
}

interface State {
  isMember: boolean;
  since: number;
  joinedOn: number | null;
}

const keyOf = ({ namespace, id }: { namespace: string; id: string }): string => `${namespace} ${id}`;
const MONTH_MS = 30 * 86_400_000;

export class Model {
  people: Person[] = [];
  day = 0;
  states = new Map<string, Map<string, State>>();
  readonly records: readonly ModelRecord[];
  readonly policies: Record<string, readonly string[]>;
  readonly audiences: readonly ModelAudience[];

  constructor(
    records: readonly ModelRecord[],
    policies: Record<string, readonly string[]>,
    audiences: readonly ModelAudience[],
  ) {
    this.records = records;
    this.policies = policies;
    this.audiences = audiences;
  }

  evaluateDay(day: number, at: number): void {
    this.day = day;
    this.people = this.stitch();
    const before = this.states;
    this.states = new Map(this.people.map((person) => [person.name, this.nextStates(person, before, at)]));
  }

  /** Records that share an identity belong together; repeated until nothing grows any more. */
  private stitch(): Person[] {
    const arrived = this.records
      .filter((record) => record.day !== null && Math.max(record.day, 1) <= this.day)
      .map((record, index) => ({ record, index }))
      .sort((a, b) => Math.max(a.record.day!, 1) - Math.max(b.record.day!, 1) || a.index - b.index)
      .map(({ record }) => record);
    const order = [...new Set(arrived.flatMap(({ ids }) => ids.map(keyOf)))];
    const done = new Set<string>();
    const people: Person[] = [];
    for (const name of order) {
      if (done.has(name)) continue;
      const keys = new Set([name]);
      let size = 0;
      while (keys.size > size) {
        size = keys.size;
        for (const { ids } of arrived)
          if (ids.some((id) => keys.has(keyOf(id)))) ids.forEach((id) => keys.add(keyOf(id)));
      }
      keys.forEach((key) => done.add(key));
      const records = arrived.filter(({ ids }) => ids.some((id) => keys.has(keyOf(id))));
      const all = records.flatMap(({ ids }) => ids);
      const ids = order
        .filter((key) => keys.has(key))
        .map((key) => {
          const same = all.filter((id) => keyOf(id) === key);
          return { ...same[0]!, primary: same.some(({ primary }) => primary) };
        });
      people.push({ name, ids, records });
    }
    return people;
  }

  private nextStates(person: Person, before: Map<string, Map<string, State>>, at: number): Map<string, State> {
    const next = new Map<string, State>();
    for (const audience of this.audiences) {
      const inherited = person.ids.flatMap((id) => before.get(keyOf(id))?.get(audience.id) ?? []);
      const memberships = inherited.filter(({ isMember }) => isMember);
      const relevant = memberships.length > 0 ? memberships : inherited;
      const wasMember = memberships.length > 0;
      const since = Math.max(...relevant.map((state) => state.since));
      const isMember = audience.rule({
        attributes: this.merged(person, audience.policy) ?? {},
        events: person.records.filter(({ kind }) => kind === 'event').map(({ value }) => value),
        ids: person.ids,
        day: this.day,
      });
      if (isMember) {
        const joinedOn = wasMember ? Math.min(...memberships.map((state) => state.joinedOn!)) : this.day;
        next.set(audience.id, { isMember, since: wasMember ? since : at, joinedOn });
      } else if (wasMember || since > at - MONTH_MS) {
        next.set(audience.id, { isMember, since: wasMember ? at : since, joinedOn: null });
      }
    }
    return next;
  }

  /** The merged attributes; null without a fragment in the policy's datasets. */
  merged(person: Person, policy: string): Tree | null {
    const datasets = this.policies[policy]!;
    const fragments = person.records
      .filter(({ kind, dataset }) => kind === 'profile' && datasets.includes(dataset))
      // The weakest first: the last dataset, and within it what arrived first.
      .map((record, index) => ({ record, index }))
      .sort((a, b) => datasets.indexOf(b.record.dataset) - datasets.indexOf(a.record.dataset) || a.index - b.index);
    if (fragments.length === 0) return null;
    const merged: Tree = {};
    for (const { record } of fragments) overlay(merged, record.value);
    return merged;
  }

  status(person: Person, audience: ModelAudience): string | null {
    const state = this.states.get(person.name)!.get(audience.id);
    if (state === undefined) return null;
    if (!state.isMember) return 'exited';
    return audience.isLegacy && state.joinedOn! < this.day ? 'existing' : 'realized';
  }
}

function overlay(target: Tree, source: Tree): void {
  for (const [key, value] of Object.entries(source)) {
    if (key === 'identityMap' || value === null || value === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      const inner = (target[key] ?? {}) as Tree;
      target[key] = inner;
      overlay(inner, value as Tree);
    } else target[key] = value;
  }
}

export function isUsableId(id: string): boolean {
  const trimmed = id.replace(/^ +| +$/g, '').toLowerCase();
  return !/^[0\- ]*$/.test(id) && !['undefined', 'null', 'none', 'nan'].includes(trimmed);
}
