import { isJsonObject, type Json, toJson } from '../json.ts';
import { compile, problemOf } from './expression.ts';

const NO_CONTEXT = 'has no input of its own in Step Functions: read $states.input, a variable or $states.result';

/**
 * What is wrong with a JSONata expression before it is ever evaluated; null if nothing is.
 * Step Functions evaluates without an input document, so `$`, `$$` and plain field names stand for nothing outside of a path,
 * and it has no $eval. Source: docs "Transforming data with JSONata in Step Functions", considerations.
 */
export function expressionProblem(expression: string): string | null {
  if (expression === '') return 'the JSONata expression is empty';
  let tree: Json | undefined;
  try {
    tree = toJson(syntaxTree(expression));
  } catch (error) {
    return `the JSONata expression "${expression}" does not compile: ${problemOf(error)}`;
  }
  const problem = problemIn(tree, false);
  return problem === null ? null : `the JSONata expression "${expression}": ${problem}`;
}

/** jsonata's tree holds values that are not JSON (regular expressions, undefined); none of them matters here. */
function syntaxTree(expression: string): unknown {
  const text = JSON.stringify(compile(expression).ast(), (_key, value: unknown) =>
    value instanceof RegExp || typeof value === 'function' ? null : value,
  );
  const tree: unknown = JSON.parse(text);
  return tree;
}

/** @param hasContext whether a value is at hand that `$` and field names refer to, as inside a path or a filter */
function problemIn(node: Json | undefined, hasContext: boolean): string | null {
  if (Array.isArray(node)) return firstProblem(node, hasContext);
  if (!isJsonObject(node)) return null;
  switch (node['type']) {
    case 'path':
      return pathProblem(node, hasContext);
    case 'name':
    case 'wildcard':
    case 'descendant':
      return hasContext ? membersProblem(node, true) : `"${describe(node)}" ${NO_CONTEXT}`;
    case 'variable':
      return variableProblem(node, hasContext) ?? membersProblem(node, hasContext);
    case 'transform':
      return problemIn([node['pattern'] ?? null, node['update'] ?? null, node['delete'] ?? null], true);
    default:
      return membersProblem(node, hasContext);
  }
}

function pathProblem(path: { [key: string]: Json }, hasContext: boolean): string | null {
  const steps = Array.isArray(path['steps']) ? path['steps'] : [];
  return problemIn(steps[0], hasContext) ?? firstProblem(steps.slice(1), true) ?? problemIn(path['group'], true);
}

/** Filters, grouping and sort terms of a node are evaluated for each value of the node. */
const FOR_EACH_VALUE = ['predicate', 'stages', 'group', 'terms'];

function membersProblem(node: { [key: string]: Json }, hasContext: boolean): string | null {
  for (const [key, member] of Object.entries(node)) {
    const problem = problemIn(member, hasContext || FOR_EACH_VALUE.includes(key));
    if (problem !== null) return problem;
  }
  return null;
}

function variableProblem(node: { [key: string]: Json }, hasContext: boolean): string | null {
  if (node['value'] === 'eval') return '$eval is not available in Step Functions; use $parse';
  if (node['value'] === '$') return `$$ ${NO_CONTEXT}`;
  return node['value'] === '' && !hasContext ? `$ ${NO_CONTEXT}` : null;
}

function firstProblem(nodes: readonly Json[], hasContext: boolean): string | null {
  for (const node of nodes) {
    const problem = problemIn(node, hasContext);
    if (problem !== null) return problem;
  }
  return null;
}

function describe(node: { [key: string]: Json }): string {
  return typeof node['value'] === 'string' ? node['value'] : 'a field';
}
