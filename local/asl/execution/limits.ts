import { StatesError } from '../errors.ts';
import { jsonBytes, type Json, type JsonObject } from '../json.ts';

/** Source: docs "Step Functions service quotas" and "Passing data between states with variables", limits. */
const PAYLOAD_BYTES = 256 * 1024;
const ALL_VARIABLES_BYTES = 10 * 1024 * 1024;
export const HISTORY_EVENTS = 25_000;
export const OPEN_MILLISECONDS = 365 * 24 * 60 * 60 * 1000;

/**
 * @param what the state's name, or the integration for the result of a task
 * @throws StatesError `States.DataLimitExceeded`
 */
export function checkPayload(value: Json, what: string): void {
  if (jsonBytes(value) > PAYLOAD_BYTES) {
    throw limitExceeded(
      `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }
}

/** @throws StatesError `States.DataLimitExceeded` */
export function checkAssigned(assigned: JsonObject, state: string): void {
  let total = 0;
  for (const [name, value] of Object.entries(assigned)) {
    const bytes = jsonBytes(value);
    total += bytes;
    const variable = `Variable '${name}' in state '${state}' was assigned ${bytes} bytes`;
    if (bytes > PAYLOAD_BYTES) throw limitExceeded(`Variable size limit exceeded. ${variable}.`);
    if (total > PAYLOAD_BYTES) {
      throw limitExceeded(
        `State total variable size limit exceeded. ${variable}, which caused the size of variables assigned in the state ` +
          `to exceed its limit by ${total - PAYLOAD_BYTES} bytes.`,
      );
    }
  }
}

/** @throws StatesError `States.DataLimitExceeded` */
export function checkAllVariables(variables: JsonObject, state: string): void {
  const bytes = Object.values(variables).reduce<number>((total, value) => total + jsonBytes(value), 0);
  if (bytes > ALL_VARIABLES_BYTES) {
    throw limitExceeded(
      `The variables in scope of the state '${state}' have ${bytes} bytes together; the limit is 10 MiB.`,
    );
  }
}

const limitExceeded = (cause: string): StatesError => new StatesError('States.DataLimitExceeded', cause);
