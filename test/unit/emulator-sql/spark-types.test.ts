import { describe, expect, it } from '@jest/globals';
import { duckdbTypeText } from '../../../emulator/sql/duckdb-types.ts';
import { parseSparkType, sparkTypeText } from '../../../emulator/sql/spark-types.ts';

describe("Spark's types", () => {
  it.each([
    ['string', 'string', 'VARCHAR'],
    ['LONG', 'bigint', 'BIGINT'],
    ['integer', 'int', 'INTEGER'],
    ['timestamp', 'timestamp', 'TIMESTAMPTZ'],
    ['decimal', 'decimal(10,0)', 'DECIMAL(10, 0)'],
    ['decimal(12, 2)', 'decimal(12,2)', 'DECIMAL(12, 2)'],
    ['array<int>', 'array<int>', 'INTEGER[]'],
    [
      'map<string, array<struct<id: string, primary: boolean>>>',
      'map<string,array<struct<id:string,primary:boolean>>>',
      'MAP(VARCHAR, STRUCT("id" VARCHAR, "primary" BOOLEAN)[])',
    ],
    ['struct<`my key`:double>', 'struct<my key:double>', 'STRUCT("my key" DOUBLE)'],
  ])('%s', (text, canonical, duckdb) => {
    const type = parseSparkType(text);
    expect(sparkTypeText(type)).toBe(canonical);
    expect(duckdbTypeText(type)).toBe(duckdb);
  });

  it.each([
    '',
    'text',
    'varchar(5)',
    'void',
    'array',
    'array<>',
    'array<int',
    'map<string>',
    'struct<>',
    'struct<a>',
    'struct<a:int;b:int>',
    'int int',
    'decimal(2)',
    'struct<"a":int>',
  ])('refuses "%s"', (text) => {
    expect(() => parseSparkType(text)).toThrow(/is not a Spark type/);
  });
});
