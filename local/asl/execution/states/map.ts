import type { MapState } from '../../definition/states.ts';
import { EvaluationError } from '../../errors.ts';
import type { Json } from '../../json.ts';
import { evaluateTemplate, evaluateTo, isArray, isNumber } from '../../query/evaluate.ts';
import type { Branch, FanOut, MapItem } from '../frame.ts';
import { checkPayload } from '../limits.ts';
import type { Outcome, StateRun } from '../state-run.ts';
import { runBranches } from './fan-out.ts';

/** What an inline Map runs at a time when nothing limits it (docs "Using Map state in Inline mode", MaxConcurrency). */
const MOST_AT_A_TIME = 40;

/** Runs the item processor once for each item (docs "Using Map state in Inline mode in Step Functions workflows"). */
export async function runMap(map: MapState, stateRun: StateRun): Promise<Outcome> {
  const concurrency = await concurrencyOf(map, stateRun);
  stateRun.frame.fanOut ??= await start(map, stateRun);
  const { fanOut } = stateRun.frame;
  const result = await runBranches(stateRun, { fanOut, scopeOf: () => map.ItemProcessor, concurrency });
  checkPayload(result, stateRun.name);
  return stateRun.finish(map, map.Next ?? null, result, { result });
}

async function start(map: MapState, stateRun: StateRun): Promise<FanOut> {
  const branches: Branch[] = [];
  for (const [Index, Value] of (await itemsOf(map, stateRun)).entries()) {
    branches.push({ index: Index, input: await inputOf(map, stateRun, { Index, Value }), frame: null });
  }
  const startedEventId = stateRun.record('MapStateStarted', {
    mapStateStartedEventDetails: { length: branches.length },
  });
  return { startedEventId, branches };
}

async function itemsOf(map: MapState, stateRun: StateRun): Promise<Json[]> {
  const { Items } = map;
  if (Items !== undefined) return evaluateTo('array', isArray, Items, stateRun.bindings(), 'Items');
  if (isArray(stateRun.input)) return stateRun.input;
  throw new EvaluationError(`Map state input must be an array but was: ${JSON.stringify(stateRun.input)}`, undefined);
}

async function inputOf(map: MapState, stateRun: StateRun, item: MapItem): Promise<Json> {
  const { ItemSelector } = map;
  if (ItemSelector === undefined) return item.Value;
  const input = await evaluateTemplate(ItemSelector, stateRun.bindings({}, item), 'ItemSelector');
  checkPayload(input, stateRun.name);
  return input;
}

async function concurrencyOf(map: MapState, stateRun: StateRun): Promise<number> {
  const { MaxConcurrency } = map;
  if (MaxConcurrency === undefined) return MOST_AT_A_TIME;
  const most = await evaluateTo('number', isNumber, MaxConcurrency, stateRun.bindings(), 'MaxConcurrency');
  if (!Number.isInteger(most) || most < 0) {
    throw new EvaluationError(`The MaxConcurrency field must be a whole number, but was: ${most}`, 'MaxConcurrency');
  }
  return most === 0 ? MOST_AT_A_TIME : Math.min(most, MOST_AT_A_TIME);
}
