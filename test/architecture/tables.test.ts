import { join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';
import { SyntaxKind } from 'typescript/unstable/ast';
import type { BinaryExpression, ElementAccessExpression, Node } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';
import type { Checker } from 'typescript/unstable/sync';

// `table[name]` finds `constructor` and `__proto__` in every object. What the compiler knows only as text may come from
// a host, a file or a request, so that tables are asked through `own` of shared, or are a Map.

/** Places that may ask an object directly, and why. */
const allowed: Record<string, string> = {
  'shared/src/own.ts': 'it is the way',
  'shared/src/canonical-json.ts': 'names are those of Object.keys, and each byte of a report goes through it',
  'agent/src/rests.ts': 'written and removed, under the names of evidence kinds',
  'collector/src/pack/lenient-json.ts': 'names are those of Object.keys, for every finding of a pack',
  'collector/src/store/sql/bulk.ts': 'names are columns that are written in the code, once for each row',
  'collector/src/ingest/check-json-value.ts': 'names are those of Object.keys, for every value of a report',
  'collector/src/store/sql/prepared-query.ts': 'names are written in the code, once for each row',
  'controls/src/controls/declared.ts': 'written, under the names of the parameters of a control',
  'controls/src/controls/judge.ts': 'written, under the names of what a control needs',
  'collector/src/documents/forms/official-wording.ts': 'written, under the ids of the items of a checklist',
  'collector/src/feeds/formats/oval.ts': 'the parser of XML gives attributes without a prototype',
  'collector/src/pack/sheet/values-read.ts': 'written, under the names of what a control needs',
  'collector/web/src/router/address.ts': 'written, under the names of an address',
  'collector/web/src/filters/search-words.ts': 'written, under the names of what a list can be filtered by',
  'collector/web/src/filters/search-box.tsx': 'written, under the names of what a list can be filtered by',
  'collector/src/plugins/access.ts': 'names of headers that are written in the code',
};

const root = resolve(import.meta.dirname, '../..');

test('what is known only as text is never looked up in an object without own', { timeout: 60_000 }, () => {
  const found = lookups();
  expect(found.files).toBeGreaterThan(800);
  expect(
    found.places.filter(({ file }) => !(file in allowed)).map(({ file, code }) => `${file}: ${code}`),
  ).toEqual([]);
  // An exception that nobody needs any more leaves the list.
  expect(Object.keys(allowed).filter((file) => !found.places.some((place) => place.file === file))).toEqual(
    [],
  );
});

function lookups(): { files: number; places: { file: string; code: string }[] } {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] }).getProjects();
    if (!project) throw new Error('tsconfig.json is no project');
    const { program, checker } = project;
    const files = program.getSourceFileNames().flatMap((path) => {
      const file = relative(root, path).split(sep).join('/');
      return /^(?:shared|controls|agent|collector)\/(?:src|scripts|web)\/(?!.*\.test\.tsx?$)/.test(file)
        ? [{ path, file }]
        : [];
    });
    const places = files.flatMap(({ path, file }) => {
      const source = program.getSourceFile(path);
      if (!source) throw new Error(`${file} is not of the project`);
      const codes: string[] = [];
      const visit = (node: Node): void => {
        if (isLookup(node, checker)) codes.push(source.text.slice(node.pos, node.end).trim());
        node.forEachChild(visit);
      };
      visit(source);
      return codes.map((code) => ({ file, code }));
    });
    return { files: files.length, places };
  } finally {
    api.close();
  }
}

function isLookup(node: Node, checker: Checker): boolean {
  const pair = asked(node);
  if (!pair || pair.name.kind === SyntaxKind.StringLiteral) return false;
  if (!/^string(?: \| (?:null|undefined))*$/.test(typeOf(pair.name, checker))) return false;
  return !/^(?:ProcessEnv|Env)$/.test(typeOf(pair.table, checker));
}

function asked(node: Node): { table: Node; name: Node } | null {
  if (node.kind === SyntaxKind.ElementAccessExpression) {
    const { expression, argumentExpression } = node as ElementAccessExpression;
    return { table: expression, name: argumentExpression };
  }
  if (node.kind !== SyntaxKind.BinaryExpression) return null;
  const { left, operatorToken, right } = node as BinaryExpression;
  return operatorToken.kind === SyntaxKind.InKeyword ? { table: right, name: left } : null;
}

function typeOf(node: Node, checker: Checker): string {
  const type = checker.getTypeAtLocation(node);
  return type ? checker.typeToString(type) : '';
}
