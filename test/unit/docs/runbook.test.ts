import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { ERROR_CATALOGUE } from '../../../shared/errors/catalogue.ts';
import { SYNC_ERROR_NAMES } from '../../../shared/errors/names.ts';
import { SYNC_ALARMS, STAGE_ALARMS } from '../../../shared/watching/alarms.ts';
import { runbookSection } from '../../../shared/watching/runbook.ts';

const text = readFileSync('docs/runbook.md', 'utf8');
const headings = [...text.matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({
  level: marks.length,
  title,
}));

/** The headings of one level under a heading of the second level. */
const titlesUnder = (chapter: string, level: number): string[] => {
  const start = headings.findIndex((heading) => heading.level === 2 && heading.title === chapter);
  const rest = headings.slice(start + 1);
  const end = rest.findIndex((heading) => heading.level === 2);
  return rest
    .slice(0, end === -1 ? undefined : end)
    .filter((heading) => heading.level === level)
    .map(({ title }) => title);
};

/** As GitHub makes the anchor of a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const anchors = new Set(headings.map(({ title }) => anchorOf(title)));

describe('the runbook', () => {
  it('has a section for each alarm, and no other', () => {
    expect(titlesUnder('Alarms', 3).sort()).toEqual([...Object.keys(SYNC_ALARMS), ...Object.keys(STAGE_ALARMS)].sort());
  });

  it('has a section for each error name that an execution can fail with, and no other', () => {
    expect(titlesUnder('Errors', 4).sort()).toEqual(Object.keys(ERROR_CATALOGUE).sort());
  });

  it.each([...Object.keys(SYNC_ALARMS), ...Object.keys(STAGE_ALARMS), ...Object.keys(ERROR_CATALOGUE)])(
    'is where alarms and messages link to for %s',
    (name) => {
      expect([...anchors]).toContain(runbookSection('docs/runbook.md', name).split('#')[1]);
    },
  );

  it('links to nothing that is not there', () => {
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
    expect(links.length).toBeGreaterThan(10);
  });

  it('says of every error what a person does', () => {
    const sections = text.split(/^#{3,4} /m).map((section) => section.split('\n\n'));
    const advice = /\*\*(Do|Read|Do not)\*?\*?|As \[/;
    const silent = sections
      .filter(([title = '']) => Object.keys(ERROR_CATALOGUE).includes(title))
      .filter(([, ...paragraphs]) => !advice.test(paragraphs.join('\n')))
      .map(([title]) => title);
    expect(silent).toEqual([]);
  });
});

describe('the error names of the sync', () => {
  it.each(SYNC_ERROR_NAMES)('%s is thrown somewhere', (name) => {
    const sources = globSync(['functions/**/*.ts', 'shared/**/*.ts', 'infra/**/*.ts']).filter(
      (file) => !/shared\/errors\/(names|catalogue)\.ts$/.test(file),
    );
    expect(sources.filter((file) => readFileSync(file, 'utf8').includes(`'${name}'`))).not.toEqual([]);
  });
});
