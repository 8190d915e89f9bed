/** Why a field that Step Functions knows is refused; without a reason here, a field is simply unknown to this state type. */
const REASONS: Readonly<Record<string, string>> = {
  InputPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  OutputPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  Parameters: 'JSONPath is not implemented; this interpreter runs JSONata only',
  ResultSelector: 'JSONPath is not implemented; this interpreter runs JSONata only',
  ResultPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  Result: 'JSONPath is not implemented; in JSONata a Pass state has Output',
  ItemsPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  MaxConcurrencyPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  SecondsPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  TimestampPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  TimeoutSecondsPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  ErrorPath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  CausePath: 'JSONPath is not implemented; this interpreter runs JSONata only',
  Variable: 'JSONPath is not implemented; this interpreter runs JSONata only',
  And: 'JSONPath is not implemented; this interpreter runs JSONata only',
  Or: 'JSONPath is not implemented; this interpreter runs JSONata only',
  Not: 'JSONPath is not implemented; this interpreter runs JSONata only',
  HeartbeatSeconds: 'heartbeats are not implemented',
  HeartbeatSecondsPath: 'heartbeats are not implemented',
  Credentials: 'assuming another role is not implemented',
  Iterator: 'the old name of ItemProcessor is not implemented',
  ItemReader: 'Distributed Map is not implemented',
  ItemBatcher: 'Distributed Map is not implemented',
  ResultWriter: 'Distributed Map is not implemented',
  Label: 'Distributed Map is not implemented',
  ToleratedFailureCount: 'tolerated failures are not implemented',
  ToleratedFailurePercentage: 'tolerated failures are not implemented',
  ToleratedFailureCountPath: 'tolerated failures are not implemented',
  ToleratedFailurePercentagePath: 'tolerated failures are not implemented',
  ExecutionType: 'Distributed Map is not implemented',
};

/** @param value what stands at the place that was refused */
export function reasonFor(field: string, value: unknown): string | undefined {
  if (field === 'QueryLanguage') {
    return 'JSONPath, the default of the States Language, is not implemented; the machine must say "JSONata"';
  }
  if (field === 'Mode' && value === 'DISTRIBUTED') return 'Distributed Map is not implemented';
  return REASONS[field];
}
