import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en, ja } from './messages.ts';

type Catalogue = { [name: string]: string | Catalogue };

const web = resolve(import.meta.dirname, '..');
const sources = globSync('**/*.{ts,tsx}', { cwd: web })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(web, path), 'utf8') }));

/** Every message by its key, without the part that says for which number it is. */
function messages(catalogue: Catalogue, before = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(catalogue)) {
    const key = `${before}${name}`;
    if (typeof value === 'string') found.set(key.replace(/_(?:one|other)$/, ''), value);
    else for (const [inner, message] of messages(value, `${key}.`)) found.set(inner, message);
  }
  return found;
}

/** What a message has to be given, and the marks it wraps words in. */
function places(message: string): string[] {
  return [...new Set(message.match(/\{\{\w+\}\}|<\w+>/g))].toSorted();
}

/** Keys as the sources name them; `*` where a part is filled in at run time. */
const usedKeys = sources.flatMap(({ text }) =>
  Array.from(text.matchAll(/\bt\(\s*(?:'([^']+)'|`([^`]+)`)|i18nKey="([^"]+)"/g), (match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').replaceAll(/\$\{[^}]+\}/g, '*'),
  ),
);

function isUsed(key: string): boolean {
  return usedKeys.some((used) =>
    new RegExp(`^${used.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`).test(key),
  );
}

describe('the catalogues', () => {
  const [japanese, english] = [messages(ja), messages(en)];

  test('are in files of which no two have a section of one name', () => {
    const sections = globSync('messages/*.ja.json', { cwd: import.meta.dirname }).flatMap((path) =>
      Object.keys(JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8')) as Catalogue),
    );
    expect(sections.toSorted()).toEqual(Object.keys(ja).toSorted());
  });

  test('hold the same messages', () => {
    expect(japanese.size).toBeGreaterThan(50);
    expect([...english.keys()].toSorted()).toEqual([...japanese.keys()].toSorted());
  });

  test('ask for the same values', () => {
    const differing = [...japanese].filter(([key, message]) => {
      const other = english.get(key) ?? '';
      return places(message).join(' ') !== places(other).join(' ');
    });
    expect(differing).toEqual([]);
  });

  test('hold no message that no page shows', () => {
    expect([...japanese.keys()].filter((key) => !isUsed(key))).toEqual([]);
  });

  test('are complete in English: no Japanese left but names and signs of the form', () => {
    const left = [...english].filter(([, message]) => /[ぁ-んァ-ヶ一-龠]/.test(message)).map(([key]) => key);
    expect(left).toEqual(['app.name', 'layout.languages.ja']);
  });
});

describe('the sources of the page', () => {
  test('hold no Japanese of their own', () => {
    const found = sources
      .filter(({ text }) => /[ぁ-んァ-ヶ一-龠]/.test(text.replaceAll(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, '')))
      .map(({ path }) => path);
    expect(found).toEqual([]);
  });

  test('hold no words between tags', () => {
    const found = sources.flatMap(({ path, text }) =>
      path.endsWith('.tsx')
        ? Array.from(
            text.matchAll(/(?<=[\w"'}/]>)[^<>{}=();]*[A-Za-z]{2}[^<>{}=();]*(?=<\/)/g),
            ([words]) => `${path}: ${words.trim()}`,
          )
        : [],
    );
    expect(found).toEqual([]);
  });

  test.each(['dangerouslySetInnerHTML', 'innerHTML', 'eval(', 'export default'])(
    'never use %s',
    (forbidden) => {
      expect(sources.length).toBeGreaterThan(50);
      expect(sources.filter(({ text }) => text.includes(forbidden)).map(({ path }) => path)).toEqual([]);
    },
  );
});
