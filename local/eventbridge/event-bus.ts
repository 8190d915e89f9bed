import type { Json, JsonObject } from '../asl/json.ts';
import type { LocalRule } from '../assembly/rules.ts';

interface EventBusOptions {
  readonly rules: readonly LocalRule[];
  /** Invokes a function without waiting for it. */
  readonly invoke: (functionArn: string, payload: Json) => void;
}

/** The default event bus: each event goes to the targets of the rules that match, in the order of the template. */
export class EventBus {
  readonly #options: EventBusOptions;

  constructor(options: EventBusOptions) {
    this.#options = options;
  }

  publish(event: JsonObject): void {
    for (const rule of this.#options.rules) {
      if (!rule.isEnabled || !rule.matches(event)) continue;
      for (const { functionArn, input } of rule.targets) this.#options.invoke(functionArn, input ?? event);
    }
  }
}
