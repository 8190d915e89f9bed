import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as z from 'zod';
import { descriptionProblems } from './cross-checks.ts';
import { SandboxDescription } from './format.ts';
import { messageOf, SandboxError } from './sandbox-error.ts';
import { refuseNoId, surveyRecords, type RecordSurvey } from './survey.ts';

export interface Sandbox {
  readonly description: SandboxDescription;
  /** Absolute. */
  readonly folder: string;
  /** What the records look like: `createPopulation` need not read them again to find out. */
  readonly survey: RecordSurvey;
}

const FILE = 'sandbox.json';

/**
 * Reads a sandbox folder and checks everything that can be checked without running SQL (which `createPopulation` does
 * with rules and arrival expressions).
 * @throws SandboxError with one problem per mistake, each naming the file and the place in it
 */
export async function loadSandbox(folder: string): Promise<Sandbox> {
  const absolute = path.resolve(folder);
  const description = withDefaultPolicy(await readDescription(absolute));
  const problems = descriptionProblems(description).map((problem) => `${FILE}: ${problem}`);
  if (problems.length > 0) throw new SandboxError(problems);
  const survey = await surveyRecords(description, absolute);
  checkPersonIds(description, survey);
  return { description, folder: absolute, survey };
}

/** Only the description, checked by its schema. @throws SandboxError */
export async function readDescription(folder: string): Promise<SandboxDescription> {
  const file = path.join(folder, FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SandboxError([`${FILE}: cannot be read in the sandbox folder ${folder}`], { cause });
  });
  const parsed = SandboxDescription.safeParse(parseJson(text));
  if (!parsed.success) throw new SandboxError(parsed.error.issues.flatMap((issue) => issueLines(issue)));
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SandboxError([`${FILE}: not JSON (${messageOf(cause)})`], {
      cause,
    });
  }
}

/** A union's own issue only says "invalid"; the alternative that came furthest says what is wrong. */
function issueLines(issue: z.core.$ZodIssue, parent: readonly PropertyKey[] = []): string[] {
  const place = [...parent, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [closest = []] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    return closest.flatMap((inner) => issueLines(inner, place));
  }
  return [`${FILE}: ${place.length === 0 ? '' : `${pathText(place)}: `}${issue.message}`];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map(({ path: { length } }) => length));
}

function pathText(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function withDefaultPolicy(description: SandboxDescription): SandboxDescription {
  const { mergePolicies } = description;
  if (mergePolicies.some(({ isDefault }) => isDefault)) return description;
  return {
    ...description,
    mergePolicies: mergePolicies.map((policy, index) => ({ ...policy, isDefault: index === 0 })),
  };
}

/** The person ID of an event or profile record dataset must be a field that its records have. */
function checkPersonIds(description: SandboxDescription, survey: RecordSurvey): void {
  for (const [index, connection] of description.connections.entries()) {
    for (const [position, { datasetId, personId }] of connection.datasets.entries()) {
      const surveyed = survey.datasets.find(({ dataset }) => dataset.id === datasetId);
      if (surveyed === undefined || !('path' in personId)) continue;
      refuseNoId(surveyed.fields, personId.path, `${FILE}: connections[${index}].datasets[${position}].personId.path`);
    }
  }
}
