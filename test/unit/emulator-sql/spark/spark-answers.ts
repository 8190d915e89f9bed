import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** What was asked, and what Spark said: answers.py writes the second from the first. */

const Statements = z.strictObject({
  tables: z.record(z.string(), z.string()),
  expressions: z.record(z.string(), z.array(z.string())),
  queries: z.array(z.string()),
  errors: z.array(z.string()),
  /** Spark runs them, or some of them; the emulator says that it does not. */
  notSupported: z.array(z.string()),
});

const Answer = z.union([
  z.strictObject({ sql: z.string(), error: z.string() }),
  z.strictObject({ sql: z.string(), types: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
]);
export type SparkAnswer = z.infer<typeof Answer>;

const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

export const STATEMENTS = Statements.parse(JSON.parse(here('statements.json')));

const [version, ...answers] = here('answers.ndjson')
  .trim()
  .split('\n')
  .map((line): unknown => JSON.parse(line));

export const SPARK_VERSION = z.strictObject({ spark: z.string() }).parse(version).spark;
const ANSWERS = new Map(answers.map((line) => Answer.parse(line)).map((answer) => [answer.sql, answer]));

export function answerOf(sql: string): SparkAnswer {
  const answer = ANSWERS.get(sql);
  if (answer === undefined) throw new Error(`answers.ndjson does not have ${sql}: run answers.py`);
  return answer;
}

export function selectOf(expression: string): string {
  return expression.includes('FROM people') ? `SELECT ${expression} AS x` : `SELECT ${expression} AS x FROM people`;
}
