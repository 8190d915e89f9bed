import { SyncError } from '../../shared/errors/sync-error.ts';

/** @throws SyncError `EnvironmentInvalid`, naming the variable */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new SyncError('EnvironmentInvalid', {
    resource: `function ${process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? ''}`,
    what: `the environment variable ${name} is missing`,
    next: 'Deploy the stack again: it sets the variable',
  });
}
