import { LEDGER_FIELDS, MEMBERSHIP_FIELDS } from './fields.ts';
import type { TransformSpec } from './spec.ts';
import { TEMP_TABLES } from './temp-tables.ts';
import { SqlTextError } from './text.ts';

/**
 * Refuses what would make a statement that is wrong although each of its parts is well formed.
 * @throws SqlTextError with the first problem
 */
export function checkSpec(spec: TransformSpec): void {
  const problem = [
    ...audienceProblems(spec),
    ...batchProblems(spec),
    ...tableProblems(spec),
    ...fieldProblems(spec),
  ][0];
  if (problem !== undefined) throw new SqlTextError(problem);
  const { swing } = spec;
  if (swing !== null && swing.minPercent > swing.maxPercent) {
    throw new SqlTextError(`swing: at least ${swing.minPercent} % and at most ${swing.maxPercent} % leave nothing`);
  }
}

function audienceProblems({ audiences, shape }: TransformSpec): string[] {
  const problems: string[] = [];
  if (audiences.length === 0) problems.push('audiences: at least one is needed');
  if (shape === 'single' && audiences.length > 1) {
    problems.push(`audiences: the single shape takes exactly one, not ${audiences.length}`);
  }
  const double = twice(audiences.map(({ id }) => id));
  if (double !== undefined) problems.push(`audiences: ${double} is listed twice`);
  return problems;
}

function batchProblems({ batches, audiences }: TransformSpec): string[] {
  const problems: string[] = [];
  const ids = batches.map(({ id }) => id);
  const double = twice(ids);
  if (double !== undefined) problems.push(`batches: ${double} is listed twice`);
  for (const audience of audiences) {
    const unknown = audience.batchIds.find((batchId) => !ids.includes(batchId));
    if (unknown !== undefined)
      problems.push(`audience ${audience.id}: its batch ${unknown} is not among those that are read`);
  }
  return problems;
}

function tableProblems({ exportTable, targetTable, ledgerTable }: TransformSpec): string[] {
  const tables = [exportTable, targetTable, ledgerTable].map((table) => table.toLowerCase());
  const double = twice(tables);
  if (double !== undefined) return [`tables: ${double} has two roles; export, target and ledger must differ`];
  const taken = tables.find((table) => Object.values<string>(TEMP_TABLES).includes(table));
  return taken === undefined ? [] : [`tables: ${taken} is the name of a temp table of this statement`];
}

function fieldProblems(spec: TransformSpec): string[] {
  const { fields, shape, targetFields, membershipFields, otherFieldTypes = {} } = spec;
  const ledgerFields = spec.ledgerFields ?? Object.keys(LEDGER_FIELDS);
  const ofShape = shape === 'objects' ? [fields.memberships] : [fields.ids, fields.names];
  const required = [...ofShape, fields.runId, fields.refreshedAt, fields.exportedAt];
  const known = [...Object.values(fields), ...Object.keys(otherFieldTypes)];
  const membershipsNeeded = targetFields.includes(fields.memberships) ? ['id'] : [];
  return [
    ...doubles('fields', Object.values(fields)),
    ...doubles('targetFields', targetFields),
    ...doubles('membershipFields', membershipFields),
    ...doubles('ledgerFields', ledgerFields),
    ...missing('targetFields', targetFields, required),
    ...missing('membershipFields', membershipFields, membershipsNeeded),
    ...missing('ledgerFields', ledgerFields, Object.keys(LEDGER_FIELDS)),
    ...unknown('targetFields', targetFields, known),
    ...unknown('membershipFields', membershipFields, Object.keys(MEMBERSHIP_FIELDS)),
    ...unknown('ledgerFields', ledgerFields, Object.keys(LEDGER_FIELDS)),
  ];
}

function doubles(list: string, names: readonly string[]): string[] {
  const double = twice(names.map((name) => name.toLowerCase()));
  return double === undefined
    ? []
    : [`${list}: ${double} is listed twice (Spark does not tell upper from lower case in names)`];
}

function missing(list: string, names: readonly string[], required: readonly string[]): string[] {
  return required.filter((name) => !names.includes(name)).map((name) => `${list}: ${name} is missing`);
}

function unknown(list: string, names: readonly string[], known: readonly string[]): string[] {
  return names.filter((name) => !known.includes(name)).map((name) => `${list}: nobody says what to write into ${name}`);
}

function twice(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}
