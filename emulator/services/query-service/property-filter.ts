import type { Query } from './queries.ts';

/** One condition of `property=`: what it looks at, how, and the value it looks for. */
interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
}

type Reader = (query: Query) => string | readonly string[];

interface Property {
  readonly operators: readonly string[];
  readonly read: Reader;
}

const ALL_OPERATORS = ['>', '<', '>=', '<=', '==', '!=', '~'];
const iso = (time: number): string => new Date(time).toISOString();

/** Which properties can be filtered by, and with which operators (query-service.yaml: listQueries, `property`). */
function properties(datasetsOf: (query: Query) => readonly string[]): Readonly<Record<string, Property>> {
  const none: Reader = () => [];
  return {
    created: { operators: ALL_OPERATORS, read: (query) => iso(query.createdAt) },
    updated: { operators: ALL_OPERATORS, read: (query) => iso(query.updatedAt) },
    state: { operators: ALL_OPERATORS, read: (query) => query.state },
    id: { operators: ALL_OPERATORS, read: (query) => query.id },
    sql: { operators: ['~'], read: (query) => query.request.sql },
    client: { operators: ['=='], read: () => 'API' },
    referenced_datasets: { operators: ['=='], read: datasetsOf },
    userId: { operators: ['=='], read: none },
    templateId: { operators: ['==', '='], read: none },
    templateName: { operators: ['~'], read: none },
    scheduleId: { operators: ['=='], read: none },
    scheduleRunId: { operators: ['=='], read: none },
  };
}

/**
 * Reads `property=`, conditions separated by commas; therefore no value can contain one.
 * @returns the filter, or in words what is wrong with it
 */
export function parsePropertyFilter(
  text: string,
  datasetsOf: (query: Query) => readonly string[],
): ((query: Query) => boolean) | string {
  const known = properties(datasetsOf);
  const conditions: (Condition & Property)[] = [];
  for (const part of text.split(',')) {
    const match = /^(?<name>\w+)(?<operator>>=|<=|==|!=|=|>|<|~)(?<value>.*)$/s.exec(part.trim());
    const { name = '', operator = '', value = '' } = match?.groups ?? {};
    const property = known[name];
    if (property === undefined) return `property cannot filter by "${part}"`;
    if (!property.operators.includes(operator)) return `property ${name} cannot be filtered with ${operator}`;
    conditions.push({ name, operator, value, ...property });
  }
  return (query) => conditions.every((condition) => holds(condition, condition.read(query)));
}

function holds({ name, operator, value }: Condition, actual: string | readonly string[]): boolean {
  if (typeof actual !== 'string') return value.split('||').some((one) => actual.includes(one));
  const isTime = name === 'created' || name === 'updated';
  const expected = isTime && operator !== '~' ? normalTime(value) : value;
  switch (operator) {
    case '~':
      return actual.includes(expected);
    case '!=':
      return actual !== expected;
    case '>':
      return actual > expected;
    case '<':
      return actual < expected;
    case '>=':
      return actual >= expected;
    case '<=':
      return actual <= expected;
    default:
      return actual === expected;
  }
}

/** Times may be given to the day or in any zone (docs: Query Service API, "Retrieve a list of queries"). */
function normalTime(value: string): string {
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : iso(time);
}
