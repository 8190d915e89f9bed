import type { TransformSpec } from '../../../../shared/sql/spec.ts';
import type { ExportRow, LedgerRow, Tables, TargetRow } from './rows.ts';

/**
 * What a transform must do, person by person, without any SQL: the rows it adds, or the message of its guard. Slow and
 * plain on purpose, and nothing of it comes from the builder.
 */
export type Outcome =
  { readonly error: string } | { readonly target: readonly TargetRow[]; readonly ledger: readonly LedgerRow[] };

/** The newest qualification time of every audience that a person ID is in, by the audience's id. */
type Memberships = ReadonlyMap<string, string | null>;

interface Written {
  readonly id: string;
  readonly name: string | null;
  readonly isOtherShape: boolean;
}

export function expectedOutcome(spec: TransformSpec, tables: Tables): Outcome {
  const now = membersNow(spec, tables);
  const problems = guardProblems(spec, tables, now.members);
  if (problems.length > 0) {
    return { error: `AUDIENCE_SYNC_GUARD ${problems.length}: ${problems.sort().slice(0, 20).join(' and ')}` };
  }

  const newest = newestRows(spec, tables.target);
  const ownRows = tables.target.filter((row) => row._acme[spec.fields.runId] === spec.runId);
  const alreadyWritten = new Set(ownRows.map((row) => row.personID));
  const target: TargetRow[] = [];
  const changes = {
    joined: new Map<string, number>(),
    left: new Map<string, number>(),
    renamed: new Map<string, number>(),
  };

  for (const personID of new Set([...now.members.keys(), ...tables.target.map((row) => row.personID)])) {
    const shown = shownAudiences(spec, now.members.get(personID) ?? new Map());
    const before = writtenIn(spec, newest.get(personID));
    const isShown = (id: string): boolean => shown.some((audience) => audience.id === id);
    const wasShown = (id: string): boolean => before.some((written) => written.id === id);
    const joined = shown.filter(({ id }) => !wasShown(id));
    const left = before.filter(({ id }) => !isShown(id));
    const renamed = before.filter(({ id, name }) =>
      shown.some((audience) => audience.id === id && holdsNames(spec) && nameOf(spec, audience) !== name),
    );
    const isOtherShape = before.some((written) => written.isOtherShape);
    add(changes.joined, joined);
    add(changes.left, left);
    add(changes.renamed, renamed);

    const differs = joined.length + left.length + renamed.length > 0 || isOtherShape;
    const isAnyone = spec.skipEmptyRows !== true || shown.length + before.length > 0;
    if (!(spec.mode === 'full' ? isAnyone : differs) || alreadyWritten.has(personID)) continue;
    target.push(targetRow(spec, personID, shown, now.members.get(personID) ?? new Map()));
  }

  const profiles = tables.export
    .filter(({ batchId }) => spec.batches.some(({ id }) => id === batchId))
    .flatMap(({ rows }) => rows);
  const ledger = spec.audiences
    .map((audience): LedgerRow => {
      const { id } = audience;
      const of = [...now.members.values()].filter((memberships) => memberships.has(id));
      return {
        _id: `${spec.runId}-${spec.attempt}-${id}`,
        timestamp: iso(spec.refreshedAt),
        _acme: {
          syncName: spec.sync,
          refreshRunId: spec.runId,
          attempt: spec.attempt,
          exportedAt: iso(spec.exportedAt),
          refreshMode: spec.mode,
          layout: layout(spec),
          audienceId: id,
          audienceName: nameOf(spec, audience),
          members: of.length,
          membersJoined: changes.joined.get(id) ?? 0,
          membersLeft: changes.left.get(id) ?? 0,
          membersRenamed: changes.renamed.get(id) ?? 0,
          membersCut: of.filter((memberships) => !shownAudiences(spec, memberships).includes(audience)).length,
          otherStatuses: now.otherStatuses.get(id) ?? 0,
          profilesRead: profiles.length,
          profilesWithoutIdentity: profiles.filter((row) => personIds(spec, row).length === 0).length,
          rowsWritten: ownRows.length + target.length,
        },
      };
    })
    .filter((row) => !tables.ledger.some(({ _id }) => _id === row._id));
  return { target, ledger };
}

function membersNow(
  spec: TransformSpec,
  tables: Tables,
): { members: Map<string, Map<string, string | null>>; otherStatuses: Map<string, number> } {
  const members = new Map<string, Map<string, string | null>>();
  const otherStatuses = new Map<string, number>();
  for (const { batchId, rows } of tables.export) {
    const audiences = spec.audiences.filter((audience) => audience.batchIds.includes(batchId));
    for (const row of rows) {
      for (const personID of personIds(spec, row)) {
        for (const { id, membershipNamespace } of audiences) {
          const entry = row.segmentMembership?.[membershipNamespace]?.[id];
          if (entry === undefined) continue;
          const status = (entry.status ?? '').toLowerCase();
          if (['realized', 'existing', 'entered'].includes(status)) {
            const memberships = members.get(personID) ?? new Map<string, string | null>();
            const times = [memberships.get(id) ?? null, entry.lastQualificationTime].filter((time) => time !== null);
            members.set(personID, memberships.set(id, times.sort().at(-1) ?? null));
          } else if (status !== 'exited') otherStatuses.set(id, (otherStatuses.get(id) ?? 0) + 1);
        }
      }
    }
  }
  return { members, otherStatuses };
}

function personIds({ identity }: TransformSpec, row: ExportRow): string[] {
  if ('field' in identity) {
    const value = identity.field === '_acme.crmId' ? row._acme?.crmId : row._acme?.loyaltyNumber;
    return usable([value === null || value === undefined ? null : String(value)]);
  }
  const identities = row.identityMap?.[identity.namespace] ?? [];
  const all = usable(identities.map(({ id }) => id));
  if (identity.which === 'all') return all;
  const primary = usable(identities.filter((one) => one.primary === true).map(({ id }) => id));
  return [...primary, ...all].slice(0, 1);
}

function usable(ids: readonly (string | null)[]): string[] {
  const trim = (id: string): string => id.replace(/^ +| +$/g, '');
  return ids
    .filter((id) => id !== null)
    .filter((id) => trim(id.replace(/[0-]/g, '')) !== '' && !/^(undefined|null|none|nan)$/i.test(trim(id)));
}

/** Audiences in the definition's order, as many as the shape can hold. */
function shownAudiences(
  { shape, audiences }: TransformSpec,
  memberships: Memberships,
): TransformSpec['audiences'][number][] {
  const all = audiences.filter(({ id }) => memberships.has(id));
  return shape === 'objects' ? all : all.slice(0, 10);
}

function nameOf({ shape }: TransformSpec, { name }: { readonly name: string }): string {
  return shape === 'objects' ? name : name.replace(/\s*,\s*/g, ' ');
}

const holdsNames = ({ shape, membershipFields }: TransformSpec): boolean =>
  shape !== 'objects' || membershipFields.includes('name');

function newestRows({ fields, runId }: TransformSpec, target: readonly TargetRow[]): Map<string, TargetRow> {
  const newest = new Map<string, TargetRow>();
  const orderOf = (row: TargetRow): string =>
    `${String(row._acme[fields.exportedAt])} ${String(row._acme[fields.runId])}`;
  for (const row of target) {
    const other = newest.get(row.personID);
    if (row._acme[fields.runId] === runId) continue;
    if (other === undefined || orderOf(row) > orderOf(other)) newest.set(row.personID, row);
  }
  return newest;
}

function writtenIn({ fields, shape }: TransformSpec, row: TargetRow | undefined): Written[] {
  if (row === undefined) return [];
  const objects = (row._acme[fields.memberships] ?? []) as { id: string; name?: string | null }[];
  const ids = (row._acme[fields.ids] ?? '') as string;
  const names = ((row._acme[fields.names] ?? '') as string).split(',');
  return [
    ...objects.map(({ id, name = null }) => ({ id, name, isOtherShape: shape !== 'objects' })),
    ...(ids === '' ? [] : ids.split(',')).map((id, index) => ({
      id,
      name: names[index] ?? null,
      isOtherShape: shape === 'objects',
    })),
  ];
}

function targetRow(
  spec: TransformSpec,
  personID: string,
  shown: TransformSpec['audiences'][number][],
  times: Memberships,
): TargetRow {
  const { shape, fields, membershipFields, targetFields } = spec;
  const joinedBy = (values: string[]): string | null => (values.length === 0 ? null : values.join(','));
  const objects = [...shown]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map(({ id, name, origin }) => {
      const all = { id, name, lastQualificationTime: times.get(id) ?? null, origin };
      return Object.fromEntries(Object.entries(all).filter(([field]) => membershipFields.includes(field)));
    });
  const isObjects = shape === 'objects';
  return {
    _id: `${spec.runId}-${personID}`,
    personID,
    _acme: {
      ...Object.fromEntries(targetFields.map((name) => [name, null])),
      [fields.ids]: isObjects ? null : joinedBy(shown.map(({ id }) => id)),
      [fields.names]: isObjects ? null : joinedBy(shown.map((audience) => nameOf(spec, audience))),
      [fields.memberships]: isObjects ? objects : null,
      [fields.runId]: spec.runId,
      [fields.refreshedAt]: iso(spec.refreshedAt),
      [fields.exportedAt]: iso(spec.exportedAt),
    },
  };
}

function guardProblems(spec: TransformSpec, tables: Tables, members: ReadonlyMap<string, Memberships>): string[] {
  const problems: string[] = [];
  for (const { id, exportedCount } of spec.batches) {
    const read = tables.export.find(({ batchId }) => batchId === id)?.rows.length ?? 0;
    if (exportedCount !== null && exportedCount !== read)
      problems.push(`profiles-read batch=${id} exported=${exportedCount} read=${read}`);
  }
  const truths = {
    [spec.targetTable]: tables.target.map((row) => [row._acme[spec.fields.exportedAt], row._acme[spec.fields.runId]]),
    [spec.ledgerTable]: tables.ledger.map((row) => [row._acme.exportedAt, row._acme.refreshRunId]),
  };
  const own = iso(spec.exportedAt);
  for (const [table, rows] of Object.entries(truths)) {
    const newer = (rows as [string, string][])
      .filter(([time, run]) => time > own || (time === own && run > spec.runId) || (time !== own && run === spec.runId))
      .map(([time, run]) => `${time.replace(/\.?0*Z$/, '')} by=${run}`);
    const newest = newer.sort().at(-1);
    if (newest !== undefined) problems.push(`superseded table=${table} exportedAt=${newest}`);
  }
  for (const { id } of spec.swing === null ? [] : spec.audiences) {
    const orderOf = ({ _acme: { exportedAt, refreshRunId, attempt } }: LedgerRow): string =>
      `${exportedAt} ${refreshRunId} ${attempt}`;
    const entries = tables.ledger.filter(({ _acme }) => _acme.audienceId === id && _acme.refreshRunId !== spec.runId);
    const was = entries.sort((left, right) => (orderOf(left) < orderOf(right) ? 1 : -1))[0]?._acme.members;
    const now = [...members.values()].filter((memberships) => memberships.has(id)).length;
    const { floor, minPercent, maxPercent } = spec.swing ?? { floor: 0, minPercent: 0, maxPercent: 0 };
    if (was === undefined || was < floor) continue;
    if (now * 100 < was * minPercent || now * 100 > was * maxPercent)
      problems.push(`membership-swing audience=${id} was=${was} now=${now}`);
  }
  return problems;
}

function layout({ shape, identity, fields }: TransformSpec): string {
  const personId = 'field' in identity ? ['field', identity.field] : ['namespace', identity.namespace, identity.which];
  return [
    shape,
    ...personId,
    fields.ids,
    fields.names,
    fields.memberships,
    fields.runId,
    fields.refreshedAt,
    fields.exportedAt,
  ].join(' ');
}

function add(counts: Map<string, number>, audiences: readonly { readonly id: string }[]): void {
  for (const { id } of audiences) counts.set(id, (counts.get(id) ?? 0) + 1);
}

const iso = (time: string): string => new Date(time).toISOString();

/** The truth as the shape can hold it: the audience ids of every person ID that is in any. */
export function audiencesNow(spec: TransformSpec, tables: Tables): Map<string, string[]> {
  const members = [...membersNow(spec, tables).members].map(([personID, memberships]): [string, string[]] => [
    personID,
    shownAudiences(spec, memberships)
      .map(({ id }) => id)
      .sort(),
  ]);
  return new Map(members.sort());
}

/** The audience ids that a row of the target shows, in whichever shape it was written. */
export function audiencesWritten(spec: TransformSpec, row: TargetRow): string[] {
  return writtenIn(spec, row)
    .map(({ id }) => id)
    .sort();
}
