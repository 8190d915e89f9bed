import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/**
 * Adobe's published contracts, read so that real exchanges can be checked against them. They are not part of the
 * project: they lie beside it where it is developed, and without them these checks have nothing to do.
 */

const FOLDER = fileURLToPath(new URL('../../../shared/specs', import.meta.url));

/** Which contract describes which part of the emulator's paths. */
const SERVICES = [
  { file: 'segmentation.yaml', base: '/platform/data/core/ups' },
  { file: 'catalog.yaml', base: '/platform/data/foundation/catalog' },
  { file: 'schema-registry.yaml', base: '/platform/data/foundation/schemaregistry' },
  { file: 'query-service.yaml', base: '/platform/data/foundation/query' },
  { file: 'data-access.yaml', base: '/platform/data/foundation/export' },
  { file: 'batch-ingestion.yaml', base: '/platform/data/foundation/import' },
  { file: 'cja.json', base: '/cja' },
] as const;

/** What is wrong with a value by a schema, one line per mistake: `/records/0/id must be number`. */
export type Check = (value: unknown) => string[];

export interface Parameter {
  readonly name: string;
  readonly place: 'query' | 'header' | 'path';
  readonly isRequired: boolean;
  /** JSON Schema type; undefined: anything. */
  readonly type: string | undefined;
  readonly check: Check;
}

export interface Operation {
  readonly contract: string;
  readonly id: string;
  readonly method: string;
  readonly path: RegExp;
  readonly parameters: readonly Parameter[];
  readonly body: {
    readonly isRequired: boolean;
    readonly keys: readonly string[] | null;
    readonly check: Check;
  } | null;
  /** By status; null where the contract declares the status but no body. */
  readonly answers: ReadonlyMap<string, Check | null>;
}

type Json = Record<string, unknown>;
const JsonObject = z.record(z.string(), z.unknown());
const isObject = (value: unknown): value is Json => JsonObject.safeParse(value).success;

/** @returns null, and says why, where the contracts are not there */
export async function loadContracts(): Promise<Operation[] | null> {
  if (!existsSync(FOLDER)) {
    console.info(
      `Adobe's contracts are not at ${path.relative(process.cwd(), FOLDER)}: exchanges are not checked against them.`,
    );
    return null;
  }
  const operations = await Promise.all(
    SERVICES.map(async ({ file, base }) => operationsOf(file, base, await readContract(file))),
  );
  return operations.flat();
}

async function readContract(file: string): Promise<Json> {
  const contract = JsonObject.parse(load(await readFile(path.join(FOLDER, file), 'utf8')));
  return JsonObject.parse(clean(contract, false));
}

/** Drops what ajv would trip over: samples (whose ids it takes for schema ids), defaults, references to other documents. */
function clean(value: unknown, isPropertyMap: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => clean(item, false));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, child]) => {
    if (isPropertyMap) return true;
    if (key === 'example' || key === 'examples' || key === 'default') return false;
    return !(key === '$ref' && typeof child === 'string' && !child.startsWith('#'));
  });
  return Object.fromEntries(kept.map(([key, child]) => [key, clean(child, !isPropertyMap && key === 'properties')]));
}

function operationsOf(file: string, base: string, contract: Json): Operation[] {
  const ajv = new Ajv.default({ strict: false, allErrors: true, validateSchema: false, formats: { string: true } });
  addFormats.default(ajv);
  ajv.addSchema(contract, 'contract');
  const at = (pointer: readonly string[]): Check =>
    checkBy(ajv, {
      $ref: `contract#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`,
    });
  const paths = JsonObject.parse(contract['paths']);
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(JsonObject.parse(item))
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete', 'head'].includes(method))
      .map(([method, operation]) =>
        readOperation({
          file,
          base,
          template,
          method,
          contract,
          shared: JsonObject.parse(item)['parameters'],
          operation: JsonObject.parse(operation),
          ajv,
          at,
        }),
      ),
  );
}

/** Compiled when it is first used: most operations never are. */
function checkBy(ajv: Ajv.default, schema: Json): Check {
  let validate: ReturnType<typeof ajv.compile> | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`.trim());
  };
}

interface OperationParts {
  readonly file: string;
  readonly base: string;
  readonly template: string;
  readonly method: string;
  readonly contract: Json;
  readonly shared: unknown;
  readonly operation: Json;
  readonly ajv: Ajv.default;
  readonly at: (pointer: readonly string[]) => Check;
}

const RawParameter = z.object({
  name: z.string(),
  in: z.enum(['query', 'header', 'path', 'body', 'formData']),
  required: z.boolean().default(false),
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  schema: JsonObject.optional(),
});

function readOperation({
  file,
  base,
  template,
  method,
  contract,
  shared,
  operation,
  ajv,
  at,
}: OperationParts): Operation {
  const raw = [...listOf(shared), ...listOf(operation['parameters'])].map((parameter) =>
    RawParameter.parse(resolve(contract, parameter)),
  );
  const bodySchema =
    raw.find((parameter) => parameter.in === 'body')?.schema ?? schemaOf(resolve(contract, operation['requestBody']));
  const requestBody = resolve(contract, operation['requestBody']);
  return {
    contract: file,
    id: String(operation['operationId']),
    method: method.toUpperCase(),
    path: pathPattern(base, template),
    parameters: raw.flatMap(({ name, in: place, required, type, enum: values, schema }) => {
      if (place === 'body' || place === 'formData') return [];
      const ofParameter = schema ?? {
        ...(type === undefined ? {} : { type }),
        ...(values === undefined ? {} : { enum: values }),
      };
      const typeName = typeof ofParameter['type'] === 'string' ? ofParameter['type'] : undefined;
      return [{ name, place, isRequired: required, type: typeName, check: checkBy(ajv, rebase(ofParameter)) }];
    }),
    body:
      bodySchema === undefined
        ? null
        : {
            isRequired: isObject(requestBody) && requestBody['required'] === true,
            keys: keysOf(contract, bodySchema),
            check: checkBy(ajv, rebase(bodySchema)),
          },
    answers: readAnswers({ contract, template, method, operation, at }),
  };
}

function readAnswers({
  contract,
  template,
  method,
  operation,
  at,
}: Pick<OperationParts, 'contract' | 'template' | 'method' | 'operation' | 'at'>): Map<string, Check | null> {
  const pointer = ['paths', template, method, 'responses'];
  return new Map(
    Object.entries(JsonObject.parse(operation['responses'])).map(([status, answer]) => {
      const resolved = resolve(contract, answer);
      if (!isObject(resolved)) return [status, null];
      if (isObject(resolved['schema'])) return [status, at([...pointer, status, 'schema'])];
      const type = Object.entries(isObject(resolved['content']) ? resolved['content'] : {}).find(
        ([, content]) => isObject(content) && isObject(content['schema']),
      )?.[0];
      return [status, type === undefined ? null : at([...pointer, status, 'content', type, 'schema'])];
    }),
  );
}

/** `/export/jobs/{id}` behind its base path; a part spans no slash. */
function pathPattern(base: string, template: string): RegExp {
  const escaped = template.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${base}${escaped.join('([^/]+)')}/?$`);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function resolve(contract: Json, value: unknown): unknown {
  let resolved = value;
  while (isObject(resolved) && typeof resolved['$ref'] === 'string') {
    resolved = resolved['$ref']
      .slice(2)
      .split('/')
      .reduce<unknown>(
        (node, part) => (isObject(node) ? node[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
        contract,
      );
  }
  return resolved;
}

function schemaOf(requestBody: unknown): Json | undefined {
  if (!isObject(requestBody) || !isObject(requestBody['content'])) return undefined;
  const content = Object.values(requestBody['content'])[0];
  return isObject(content) && isObject(content['schema']) ? content['schema'] : undefined;
}

/** The keys that a body may have by its schema; null where that is not listed. */
function keysOf(contract: Json, schema: Json): string[] | null {
  const resolved = resolve(contract, schema);
  return isObject(resolved) && isObject(resolved['properties']) ? Object.keys(resolved['properties']) : null;
}

/** References of a schema that is taken out of the contract, aimed at the contract again. */
function rebase(schema: Json): Json {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        key === '$ref' && typeof child === 'string' ? `contract${child}` : walk(child),
      ]),
    );
  };
  return JsonObject.parse(walk(schema));
}
