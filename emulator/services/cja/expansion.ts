import type { ServiceRequest } from '../../server/request.ts';
import { cjaError } from '../errors.ts';

/**
 * CJA answers little more than ids unless `expansion` asks for more: a comma-separated list (cja.json: `expansion`).
 * @throws Refused where it names something that this call does not know
 */
export function readExpansion<Name extends string>(request: ServiceRequest, known: readonly Name[]): ReadonlySet<Name> {
  const asked = request.query
    .getAll('expansion')
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = asked.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) {
    throw cjaError(400, 'invalid_parameters', `expansion does not know ${unknown.join(', ')}`, request.id);
  }
  return new Set(known.filter((name) => asked.includes(name)));
}

/** The parts of an object that belong to the expansions asked for. */
export function expand<Name extends string>(
  expansion: ReadonlySet<Name>,
  parts: Readonly<Partial<Record<Name, Readonly<Record<string, unknown>>>>>,
): Record<string, unknown> {
  return Object.fromEntries([...expansion].flatMap((name) => Object.entries(parts[name] ?? {})));
}
