import { describe, expect, it } from '@jest/globals';
import { LAMBDA_ERROR_NAMES, TERMINAL_ERROR_NAMES, TRANSIENT_ERROR_NAMES } from '../../../shared/errors/names.ts';
import { SyncError } from '../../../shared/errors/sync-error.ts';

describe('the error contract', () => {
  it('has each name once', () => {
    const names = [...TRANSIENT_ERROR_NAMES, ...TERMINAL_ERROR_NAMES, ...LAMBDA_ERROR_NAMES];
    expect([...new Set(names)]).toEqual(names);
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
