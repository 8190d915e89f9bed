/**
 * The section of the runbook under a heading that is the name of an alarm or an error.
 * @param runbook where docs/runbook.md can be read
 */
export const runbookSection = (runbook: string, name: string): string =>
  // As Markdown viewers make an anchor of a heading.
  `${runbook}#${name.toLowerCase().replaceAll('.', '')}`;
