export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export class NotJson extends Error {
  override readonly name = 'NotJson';
}

/**
 * A copy of the value with nothing in it but JSON; `undefined` members are left out, as JSON.stringify leaves them out.
 * @returns undefined for undefined
 * @throws NotJson for what JSON cannot say, such as a function
 */
export function toJson(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      return value === null ? null : Array.isArray(value) ? arrayOf(value) : objectOf(value);
    default:
      throw new NotJson(`A ${typeof value} is not JSON`);
  }
}

function arrayOf(values: readonly unknown[]): Json[] {
  return values.map((value) => toJson(value) ?? null);
}

function objectOf(value: object): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const json = toJson(member);
    if (json !== undefined) entries.push([key, json]);
  }
  return Object.fromEntries(entries);
}

/** @throws SyntaxError */
export function parseJson(text: string): Json {
  return toJson(JSON.parse(text)) ?? null;
}

/** Bytes of the value as UTF-8 JSON, which is what Step Functions' limits count. */
export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** JSON's own name for the type of a value. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
