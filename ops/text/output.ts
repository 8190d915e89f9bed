import { styleText } from 'node:util';

/** What a command says: its result on standard output, everything else on standard error. */
export interface Output {
  readonly isJson: boolean;
  /** The result, in the form that was asked for. */
  result(text: string, document: object): void;
  /** A line for a person who waits or has to know something more. */
  note(line: string): void;
}

export function createOutput(isJson: boolean): Output {
  return {
    isJson,
    result: (text, document) => {
      process.stdout.write(isJson ? `${JSON.stringify(document, null, 2)}\n` : `${text}\n`);
    },
    note: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}

type Format = Parameters<typeof styleText>[0];

/** Colours where standard output is a terminal that wants them; never the only sign of anything. */
const styled =
  (format: Format) =>
  (text: string): string =>
    styleText(format, text, { stream: process.stdout });

export const bold = styled('bold');
export const faint = styled('dim');
export const good = styled('green');
export const bad = styled('red');
export const notable = styled('yellow');
