import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AGGREGATES, WINDOW_FUNCTIONS } from '../../../emulator/sql/functions/aggregates.ts';
import { ARRAY_FUNCTIONS } from '../../../emulator/sql/functions/arrays.ts';
import { CONDITION_FUNCTIONS } from '../../../emulator/sql/functions/conditions.ts';
import { HIGHER_ORDER_FUNCTIONS } from '../../../emulator/sql/functions/higher-order.ts';
import { MAP_FUNCTIONS } from '../../../emulator/sql/functions/maps.ts';
import { DATE_FUNCTIONS, NUMBER_FUNCTIONS } from '../../../emulator/sql/functions/numbers-and-dates.ts';
import { TEXT_FUNCTIONS } from '../../../emulator/sql/functions/text.ts';
import { failureOf } from '../../../emulator/warehouse/failures.ts';
import { answerOf, selectOf, SPARK_VERSION, STATEMENTS } from './spark/spark-answers.ts';
import { inOrder, SparkLab } from './spark/spark-lab.ts';

describe(`Spark SQL as Spark ${SPARK_VERSION} (without ANSI mode) answers it`, () => {
  let lab: SparkLab;
  beforeAll(async () => {
    lab = await SparkLab.create(STATEMENTS.tables);
  });
  afterAll(() => {
    lab.close();
  });

  /** What the emulator says, in words that only the same answer has. */
  async function says(sql: string): Promise<unknown> {
    try {
      const { types, rows } = await lab.answer(sql);
      return { sql, types, rows: isOrdered(sql) ? rows : inOrder(rows) };
    } catch (error) {
      return { sql, fails: (error as Error).message };
    }
  }

  function sparkSays(sql: string): unknown {
    const answer = answerOf(sql);
    if ('error' in answer) return { sql, fails: expect.any(String) };
    return { sql, types: answer.types, rows: isOrdered(sql) ? answer.rows : inOrder(answer.rows) };
  }

  const groups = [
    ...Object.entries(STATEMENTS.expressions).map(([group, texts]) => [group, texts.map(selectOf)] as const),
    ['queries', STATEMENTS.queries] as const,
    ['errors', STATEMENTS.errors] as const,
  ];

  it.each(groups)('%s: the same rows of the same types', async (_, statements) => {
    const differences = [];
    for (const sql of statements) {
      const [said, wanted] = [await says(sql), sparkSays(sql)];
      if (!isSame(said, wanted)) differences.push({ said, wanted });
    }
    expect(differences).toEqual([]);
  });

  it.each(STATEMENTS.notSupported)('does not guess: %s', async (sql) => {
    const refusal: unknown = await lab.answer(sql).catch(failureOf);
    expect(refusal).toMatchObject({ code: '0A000', errorType: 'USER_ERROR' });
  });

  it('knows no function that was not compared with Spark', () => {
    const names = [
      TEXT_FUNCTIONS,
      NUMBER_FUNCTIONS,
      DATE_FUNCTIONS,
      ARRAY_FUNCTIONS,
      MAP_FUNCTIONS,
      CONDITION_FUNCTIONS,
      HIGHER_ORDER_FUNCTIONS,
      AGGREGATES,
      WINDOW_FUNCTIONS,
    ].flatMap((table) => Object.keys(table));
    const asked = [...Object.values(STATEMENTS.expressions).flat(), ...STATEMENTS.queries, ...STATEMENTS.errors].join(
      ';',
    );
    const clocks = ['current_timestamp', 'now', 'current_date'];
    const unasked = names.filter((name) => !new RegExp(`\\b${name.replace('__', '')}\\s*\\(`).test(asked));
    expect(unasked.filter((name) => !clocks.includes(name))).toEqual([]);
  });
});

function isOrdered(sql: string): boolean {
  return /ORDER BY [^()]*$/.test(sql);
}

function isSame(said: unknown, wanted: unknown): boolean {
  try {
    expect(said).toEqual(wanted);
    return true;
  } catch {
    return false;
  }
}
