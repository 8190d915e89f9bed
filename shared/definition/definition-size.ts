import type { SyncDefinition } from './definition.ts';

/** A payload holds 256 KiB (docs: Step Functions quotas); the rest is for what else the first step is told. */
const MOST_BYTES = 250_000;

/** The definition is baked into its state machine as text within JSON, where a character beyond ASCII takes seven bytes. */
export function fitsIntoPayload(definition: SyncDefinition): string[] {
  const text = JSON.stringify(JSON.stringify(definition));
  const bytes = text.replaceAll(/[^\x20-\x7e]/g, '\\\\uffff').length;
  if (bytes <= MOST_BYTES) return [];
  return [
    `audiences: the definition takes ${bytes} bytes in its state machine, and at most ${MOST_BYTES} can be passed on; leave out names that Experience Platform has, or make two syncs of it`,
  ];
}
