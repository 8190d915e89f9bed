import { describe, expect, it } from '@jest/globals';
import { sql } from '../../../shared/sql/template.ts';

describe('a statement put together', () => {
  const inner = sql`
    SELECT a
    FROM t`;

  it('loses the margin of the code it stands in', () => {
    expect(inner).toBe('SELECT a\nFROM t');
  });

  it('keeps what stands in it at the indentation of its place', () => {
    const outer = sql`
      SELECT b
      FROM (
        ${inner}
      ) x`;
    expect(outer).toBe('SELECT b\nFROM (\n  SELECT a\n  FROM t\n) x');
    expect(sql`f(${inner})`).toBe('f(SELECT a\nFROM t)');
  });

  it('has no line for what is empty', () => {
    expect(sql`
      SELECT a
      ${''}
      FROM t`).toBe('SELECT a\nFROM t');
  });
});
