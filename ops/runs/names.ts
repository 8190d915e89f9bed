/** An execution's ARN ends with its name, a state machine's with `audience-sync-<stage>-<sync>`. */
export const nameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

export const syncOfArn = (stateMachineArn: string): string =>
  nameOfArn(stateMachineArn).replace(/^audience-sync-[a-z0-9]+-/, '');

/** A generated name is shown by its first eight characters, which findRun takes as well; one that a person gave, whole. */
export const shortName = (name: string): string => /^([0-9a-f]{8})-[0-9a-f]{4}-/.exec(name)?.[1] ?? name;
