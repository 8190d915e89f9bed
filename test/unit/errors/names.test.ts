import { describe, expect, it } from '@jest/globals';
import { ERROR_CATALOGUE, ERROR_NAMES_BY_CLASS, explainError } from '../../../shared/errors/catalogue.ts';
import { SYNC_ERROR_NAMES } from '../../../shared/errors/names.ts';
import { SyncError } from '../../../shared/errors/sync-error.ts';

const names: readonly string[] = Object.values(ERROR_NAMES_BY_CLASS).flat();

describe('the error contract', () => {
  it('has each name in exactly one class', () => {
    expect([...new Set(names)]).toEqual(names);
    expect(names).toEqual(expect.arrayContaining([...SYNC_ERROR_NAMES]));
  });

  it('says of each name what it means and what a person does', () => {
    expect(Object.keys(ERROR_CATALOGUE).sort()).toEqual([...names].sort());
    for (const [name, { meaning, whatToDo }] of Object.entries(ERROR_CATALOGUE)) {
      for (const text of [meaning, whatToDo])
        expect([name, text]).toEqual([name, expect.stringMatching(/^[A-Z].*[^.]$/)]);
    }
    expect(explainError('RunSuperseded')?.whatToDo).toMatch(/^Nothing/);
    expect(explainError('toString')).toBeNull();
  });

  it('says in every error what happened, to which resource, and what to do', () => {
    const error = new SyncError('DatasetUnusable', {
      resource: 'dataset 5b7c',
      what: 'it does not exist',
      next: 'Correct the sync definition',
    });
    expect(error.name).toBe('DatasetUnusable');
    expect(error.message).toBe('dataset 5b7c: it does not exist. Correct the sync definition.');
  });
});
