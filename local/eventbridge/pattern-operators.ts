import * as z from 'zod';
import { isJsonObject, type Json } from '../asl/json.ts';

/** Whether a field of an event, or one item of its list, is what the pattern asks for; undefined where there is no such field. */
export type Matcher = (value: Json | undefined) => boolean;

/** The pattern is wrong, or uses what is not implemented here. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem';

  constructor(path: string, what: string) {
    super(`event pattern${path === '' ? '' : ` ${path}`}: ${what}`);
  }
}

const IgnoringCase = z.strictObject({ 'equals-ignore-case': z.string() });
const Leaf = z.union([z.string(), z.number()]);
const Leaves = z.union([Leaf.transform((leaf) => [leaf]), z.array(Leaf).min(1)]);
const Texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);

const Comparison = z.enum(['=', '<', '<=', '>', '>=']);
const Numeric = z.union([z.tuple([Comparison, z.number()]), z.tuple([Comparison, z.number(), Comparison, z.number()])]);

const Exclusion = z.union([
  Leaves.transform(
    (leaves): Matcher =>
      (value) =>
        leaves.some((leaf) => leaf === value),
  ),
  z.strictObject({ prefix: Texts }).transform(({ prefix }) => someText(prefix, startsWith)),
  z.strictObject({ suffix: Texts }).transform(({ suffix }) => someText(suffix, endsWith)),
  z.strictObject({ 'equals-ignore-case': Texts }).transform((texts) => someText(texts['equals-ignore-case'], isSame)),
  z.strictObject({ wildcard: Texts }).transform(({ wildcard }) => someText(wildcard, isLike)),
]);

/** Every operator that an event bus has but `cidr` (docs "Comparison operators for use in event patterns in Amazon EventBridge"). */
const Operator = z.union([
  z.strictObject({ prefix: z.string() }).transform(({ prefix }) => someText([prefix], startsWith)),
  z.strictObject({ suffix: z.string() }).transform(({ suffix }) => someText([suffix], endsWith)),
  z.strictObject({ prefix: IgnoringCase }).transform(({ prefix }) => ignoringCase(prefix, startsWith)),
  z.strictObject({ suffix: IgnoringCase }).transform(({ suffix }) => ignoringCase(suffix, endsWith)),
  IgnoringCase.transform((text) => ignoringCase(text, (value, wanted) => value === wanted)),
  z.strictObject({ wildcard: z.string() }).transform(({ wildcard }) => someText([wildcard], isLike)),
  z.strictObject({ numeric: Numeric }).transform(({ numeric }) => inRange(numeric)),
  z.strictObject({ exists: z.boolean() }).transform(
    ({ exists }): Matcher =>
      (value) =>
        (value !== undefined) === exists,
  ),
  z.strictObject({ 'anything-but': Exclusion }).transform(
    ({ 'anything-but': excluded }): Matcher =>
      (value) =>
        value !== undefined && !excluded(value),
  ),
]);

/** @throws PatternProblem for an operator that is not implemented here */
export function matcherOf(item: Json, path: string): Matcher {
  if (Array.isArray(item)) throw new PatternProblem(path, 'a list inside a list matches nothing');
  if (!isJsonObject(item)) return (value) => value === item;
  const operator = Operator.safeParse(item);
  if (operator.success) return operator.data;
  throw new PatternProblem(path, `the operator ${JSON.stringify(item)} is not implemented`);
}

type TextTest = (value: string, wanted: string) => boolean;

const startsWith: TextTest = (value, wanted) => value.startsWith(wanted);
const endsWith: TextTest = (value, wanted) => value.endsWith(wanted);
const isSame: TextTest = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
/** `*` stands for any text, a backslash in front of it for the asterisk itself. */
const isLike: TextTest = (value, wanted) => {
  const parts = wanted.match(/\\[*\\]|\*|[^\\*]+|\\/g) ?? [];
  const source = parts.map((part) => (part === '*' ? '.*' : literally(part.replace(/^\\(?=[*\\])/, ''))));
  return new RegExp(`^${source.join('')}$`, 's').test(value);
};

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function someText(wanted: readonly string[], test: TextTest): Matcher {
  return (value) => typeof value === 'string' && wanted.some((text) => test(value, text));
}

function ignoringCase({ 'equals-ignore-case': wanted }: z.infer<typeof IgnoringCase>, test: TextTest): Matcher {
  return someText([wanted.toLowerCase()], (value, text) => test(value.toLowerCase(), text));
}

function inRange([comparison, bound, ...other]: z.infer<typeof Numeric>): Matcher {
  const [otherComparison, otherBound] = other;
  return (value) =>
    typeof value === 'number' &&
    compare(value, comparison, bound) &&
    (otherComparison === undefined || otherBound === undefined || compare(value, otherComparison, otherBound));
}

function compare(value: number, comparison: z.infer<typeof Comparison>, bound: number): boolean {
  switch (comparison) {
    case '=':
      return value === bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}
