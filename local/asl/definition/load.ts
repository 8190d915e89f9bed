import * as z from 'zod';
import { UnsupportedDefinition } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import { expressionIn } from '../query/expression.ts';
import { timestampOf } from '../timestamp.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkFlow, checkNamesAreUnique } from './check-flow.ts';
import { checkErrorNames, checkTask } from './check-task.ts';
import { checkVariables } from './check-variables.ts';
import {
  BranchFields,
  ChoiceFields,
  FailFields,
  MachineFields,
  MapFields,
  ParallelFields,
  PassFields,
  ProcessorFields,
  SucceedFields,
  TaskFields,
  WaitFields,
} from './fields.ts';
import { reasonFor } from './not-implemented.ts';
import type { MachineDefinition, Scope, State } from './states.ts';

const MACHINE = 'the state machine';

/**
 * Reads a definition and refuses whatever this interpreter would run differently from Step Functions.
 * @throws UnsupportedDefinition naming the state and the field
 */
export function loadDefinition(value: unknown): MachineDefinition {
  const fields = parse(MachineFields, value, MACHINE);
  const scope = loadScope(fields, '');
  checkNamesAreUnique(scope);
  checkVariables(scope);
  return { ...scope, comment: fields.Comment, timeoutSeconds: fields.TimeoutSeconds };
}

function loadScope(fields: z.infer<typeof BranchFields>, container: string): Scope {
  const states = new Map(
    Object.entries(fields.States).map(([name, value]) => [name, loadState(value, `${container}${name}`)]),
  );
  const scope = { startAt: fields.StartAt, states };
  checkFlow(scope, container === '' ? MACHINE : container.slice(0, -1));
  return scope;
}

const Typed = z.looseObject({ Type: z.string() });

function loadState(value: unknown, place: string): State {
  const { Type: type } = parse(Typed, value, place);
  const state = stateOfType(type, value, place);
  checkExpressions(state, place);
  if ('Retry' in state) checkErrorNames(state, place);
  return state;
}

function stateOfType(type: string, value: unknown, place: string): State {
  switch (type) {
    case 'Task': {
      const task = parse(TaskFields, value, place);
      checkTask(task, place);
      return task;
    }
    case 'Pass':
      return parse(PassFields, value, place);
    case 'Wait': {
      const wait = parse(WaitFields, value, place);
      if ((wait.Seconds === undefined) === (wait.Timestamp === undefined)) {
        throw new UnsupportedDefinition(place, 'Seconds', 'a Wait state needs exactly one of Seconds and Timestamp');
      }
      if (
        wait.Timestamp !== undefined &&
        expressionIn(wait.Timestamp) === null &&
        timestampOf(wait.Timestamp) === null
      ) {
        throw new UnsupportedDefinition(place, 'Timestamp', `"${wait.Timestamp}" is no timestamp in RFC 3339`);
      }
      return wait;
    }
    case 'Choice':
      return parse(ChoiceFields, value, place);
    case 'Succeed':
      return parse(SucceedFields, value, place);
    case 'Fail':
      return parse(FailFields, value, place);
    case 'Map': {
      const map = parse(MapFields, value, place);
      const processor = parse(ProcessorFields, map.ItemProcessor, place, 'ItemProcessor');
      return { ...map, ItemProcessor: loadScope(processor, `${place}/`) };
    }
    case 'Parallel': {
      const parallel = parse(ParallelFields, value, place);
      const branches = parallel.Branches.map((branch, index) =>
        loadScope(parse(BranchFields, branch, place, `Branches/${index}`), `${place}/`),
      );
      return { ...parallel, Branches: branches };
    }
    default:
      throw new UnsupportedDefinition(place, 'Type', `"${type}" is not a state type`);
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string, within = ''): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [within, ...(issue?.path ?? []), unknownKey ?? ''].map(String).filter((part) => part !== '');
  const field = path.join('/') || 'definition';
  const last = path.at(-1) ?? '';
  throw new UnsupportedDefinition(
    place,
    field,
    reasonFor(last, valueAt(value, issue?.path ?? [])) ?? issue?.message ?? '',
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    const object = z.json().safeParse(at);
    if (!object.success) return undefined;
    if (Array.isArray(object.data)) return object.data[Number(key)];
    return isJsonObject(object.data) ? object.data[String(key)] : undefined;
  }, value);
}
