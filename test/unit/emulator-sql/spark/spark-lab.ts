import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
} from '@duckdb/node-api';
import { readQueryText } from '../../../../emulator/sql/block.ts';
import { identifier } from '../../../../emulator/sql/duckdb-text.ts';
import type { CatalogTable } from '../../../../emulator/sql/emission.ts';
import { PRELUDE, SETTINGS } from '../../../../emulator/sql/prelude.ts';
import { sparkTypeText } from '../../../../emulator/sql/spark-types.ts';
import { parse, translate, type Translation } from '../../../../emulator/sql/translate.ts';

export interface LabAnswer {
  /** As the translator says them; `null` for one that it does not follow. */
  readonly types: readonly (string | null)[];
  readonly rows: readonly unknown[];
}

/** Spark SQL through the translator, on a DuckDB with tables that are made the same way. */
export class SparkLab {
  readonly #connection: DuckDBConnection;
  readonly #tables: CatalogTable[] = [];

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async create(tables: Readonly<Record<string, string>>): Promise<SparkLab> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const lab = new SparkLab(await instance.connect());
    for (const statement of [...SETTINGS, ...PRELUDE]) await lab.#connection.run(statement);
    for (const [name, sql] of Object.entries(tables)) {
      const { query } = lab.translate(sql);
      await lab.#connection.run(`CREATE TABLE ${identifier(name)} AS ${query.sql}`);
      lab.#tables.push({ name, columns: query.columns, source: identifier(name), isTemporary: false });
    }
    return lab;
  }

  translate(sql: string): Translation {
    const { steps, texts } = readQueryText(sql);
    const [step] = steps;
    if (step?.kind !== 'statement') throw new Error('a statement is expected');
    const find = (name: string) => this.#tables.find((table) => table.name.toLowerCase() === name.toLowerCase());
    return translate(parse(step.sql, texts), { find }, 0);
  }

  async answer(sql: string): Promise<LabAnswer> {
    const { query } = this.translate(sql);
    const reader = await this.#connection.runAndReadAll(query.sql);
    return {
      types: query.columns.map(({ type }) => (type.kind === 'unknown' ? null : sparkTypeText(type))),
      rows: reader.getRows().map((row) => row.map(plain)),
    };
  }

  close(): void {
    this.#connection.closeSync();
  }
}

/** A value as answers.py writes Spark's. */
function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : { NaN: 'nan', Infinity: 'inf', '-Infinity': '-inf' }[String(value)];
  }
  if (value instanceof DuckDBDecimalValue) return { decimal: value.toString() };
  if (value instanceof DuckDBTimestampTZValue) return { timestamp: Number(value.micros) };
  if (value instanceof DuckDBDateValue) return { date: value.toString() };
  if (value instanceof DuckDBBlobValue) return { binary: Buffer.from(value.bytes).toString('hex') };
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue) {
    return { struct: Object.entries(value.entries).map(([name, item]) => [name, plain(item)]) };
  }
  if (value instanceof DuckDBMapValue) {
    return { map: inOrder(value.entries.map(({ key, value: item }) => [plain(key), plain(item)])) };
  }
  return value;
}

/** In an order that is the same on both sides. */
export function inOrder(rows: readonly unknown[]): unknown[] {
  return rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}
