import type * as z from 'zod';

/**
 * The rules of a zod schema as text, `audiences[].id: pattern`: those that a schema has, and those that a value breaks.
 * What a table of bad values leaves out is the difference between the two.
 */

type Issue = z.core.$ZodIssue;

const child = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
const ruleText = (path: string, rule: string): string => `${path === '' ? 'the whole' : path}: ${rule}`;

/** What zod calls a check (its definition's `check`), as a rule. */
const RULE_OF_CHECK: Readonly<Record<string, string>> = {
  string_format: 'pattern',
  min_length: 'too small',
  max_length: 'too big',
  greater_than: 'too small',
  less_than: 'too big',
  number_format: 'integer',
  custom: 'refinement',
};

/** What zod calls a problem (its issue's `code`), as a rule. */
const RULE_OF_ISSUE: Readonly<Record<string, string>> = {
  invalid_format: 'pattern',
  too_small: 'too small',
  too_big: 'too big',
  invalid_value: 'choice',
  custom: 'refinement',
};

/** Every rule that a schema has, of the kinds of schema that this project's edges are made of. */
export function rulesOf(schema: z.ZodType, path = '', isOptional = false): string[] {
  const definition = (schema as any)._zod.def;
  const own = [
    ...(isOptional || path === '' ? [] : [ruleText(path, 'missing')]),
    ...[definition, ...(definition.checks ?? []).map((check: any) => check._zod.def)]
      .filter(({ check }) => check !== undefined)
      .map(({ check }) => ruleText(path, RULE_OF_CHECK[check]!)),
  ];
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return rulesOf(definition.innerType, path, true);
    case 'object':
      return [
        ...own,
        ruleText(path, 'type'),
        ...(definition.catchall?._zod.def.type === 'never' ? [ruleText(path, 'unknown key')] : []),
        ...Object.entries<z.ZodType>(definition.shape).flatMap(([key, value]) => rulesOf(value, child(path, key))),
      ];
    case 'array':
      // An element is there or it is not: nothing can be missing in its place.
      return [...own, ruleText(path, 'type'), ...rulesOf(definition.element, `${path}[]`, true)];
    case 'union':
      return [...own, ...definition.options.flatMap((option: z.ZodType) => rulesOf(option, path, true))];
    case 'enum':
    case 'literal':
      return [...own, ruleText(path, 'choice')];
    case 'string':
    case 'number':
    case 'boolean':
      return [...own, ruleText(path, 'type')];
    default:
      throw new Error(`${path}: no rule is known for the schema type ${definition.type}`);
  }
}

/** The rules that a value breaks; of a union, those of all its options. */
export function rulesBroken(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => rulesOfIssue(issue, '', value));
}

function rulesOfIssue(issue: Issue, before: string, whole: unknown): string[] {
  const path = issue.path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[]` : child(text, String(part))),
    before,
  );
  const value = issue.path.reduce<unknown>((parent, part) => (parent as any)?.[part], whole);
  switch (issue.code) {
    case 'invalid_union':
      return issue.errors.flat().flatMap((inner) => rulesOfIssue(inner, path, value));
    case 'unrecognized_keys':
      return [ruleText(path, 'unknown key')];
    case 'invalid_type':
      if (value === undefined) return [ruleText(path, 'missing')];
      return [ruleText(path, issue.expected === 'int' ? 'integer' : 'type')];
    default:
      return [ruleText(path, value === undefined ? 'missing' : RULE_OF_ISSUE[issue.code]!)];
  }
}
