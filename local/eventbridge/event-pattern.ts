import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import { matcherOf, type Matcher, PatternProblem } from './pattern-operators.ts';

/** Whether an event is one that a rule waits for. */
export type EventPattern = (event: JsonObject) => boolean;

const Alternatives = z.array(z.record(z.string(), z.json())).min(2);

/**
 * Reads an event pattern: every field that it names must match, by one of the values or operators in the field's list; of an
 * event's list, one item must match. Fields that it does not name do not matter.
 * Source: docs "Creating event patterns in Amazon EventBridge", "Comparison operators for use in event patterns".
 * @throws PatternProblem for what is not a pattern, or is not implemented here
 */
export function eventPattern(pattern: Json): EventPattern {
  if (!isJsonObject(pattern) || Object.keys(pattern).length === 0) throw new PatternProblem('', 'fields are needed');
  return objectPattern(pattern, '');
}

function objectPattern(pattern: JsonObject, path: string): EventPattern {
  const fields = Object.entries(pattern).map(([name, value]) =>
    name === '$or' ? anyOf(value, path) : fieldPattern(name, value, `${path}/${name}`),
  );
  return (event) => fields.every((matches) => matches(event));
}

function anyOf(value: Json, path: string): EventPattern {
  const alternatives = Alternatives.safeParse(value);
  if (!alternatives.success) throw new PatternProblem(`${path}/$or`, 'a list of two or more patterns is needed');
  const patterns = alternatives.data.map((alternative, index) => objectPattern(alternative, `${path}/$or/${index}`));
  return (event) => patterns.some((matches) => matches(event));
}

function fieldPattern(name: string, value: Json, path: string): EventPattern {
  if (Array.isArray(value)) {
    if (value.length === 0) throw new PatternProblem(path, 'an empty list matches nothing');
    const matchers = value.map((item) => matcherOf(item, path));
    return (event) => matchers.some((matches) => matchesValue(matches, event[name]));
  }
  if (!isJsonObject(value)) throw new PatternProblem(path, 'a list of values or an object is needed');
  const inner = objectPattern(value, path);
  return (event) => {
    const member = event[name];
    // A field inside of one that is not there is not there either, which `exists` may ask for.
    return inner(isJsonObject(member) ? member : {});
  };
}

function matchesValue(matches: Matcher, value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some((item) => matches(item));
  // Operators compare leaves: an object is no value.
  return matches(isJsonObject(value) ? undefined : value);
}
