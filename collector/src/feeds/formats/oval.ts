import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SaxesParser } from 'saxes';
import type { SaxesTagNS } from 'saxes';
import { FormatFault } from '../format-fault.ts';
import type { ParsedAdvisory } from './parsed.ts';
import { severityOfWord } from './severity.ts';

/** Texts are titles and descriptions; what is longer is no definition. */
const longestText = 256 * 1024;
/** Without the end of a tag: the parser keeps a text or tag until it ends. */
const longestPiece = 16 * 1024 * 1024;
const deepest = 64;

type Definition = {
  id: string;
  reference: string;
  cves: string[];
  severity: string;
  issued: string;
  inModule: boolean;
};

/**
 * Advisories of OVAL definitions of class `patch` (Red Hat, SUSE, Oracle, AlmaLinux) and of Debian's: a package is
 * earlier than a version. Definitions come before the tests that they name, so both wait in a file until all is read.
 *
 * @param release which they are for: one file is of one release
 * @throws {FormatFault}
 */
export async function* ovalAdvisories(
  stream: AsyncIterable<Uint8Array>,
  release: string,
  folder: string,
): AsyncGenerator<ParsedAdvisory> {
  const scratch = new OvalScratch(folder);
  try {
    await read(stream, scratch);
    for (const { definition, name, fixed } of scratch.found()) {
      yield {
        release,
        package: name,
        advisory: {
          id: definition.reference || definition.id,
          cves: definition.cves,
          fixed,
          severity: severityOfWord(definition.severity),
          publishedOn: /^\d{4}-\d{2}-\d{2}$/.test(definition.issued) ? definition.issued : null,
          ...(definition.inModule && { inModule: true }),
        },
      };
    }
  } finally {
    scratch.close();
  }
}

async function read(stream: AsyncIterable<Uint8Array>, scratch: OvalScratch): Promise<void> {
  const parser = new SaxesParser({ xmlns: true });
  const reader = new OvalReader(scratch);
  const faults: Error[] = [];
  parser.on('error', (error) => faults.push(error));
  // Entities of a document type would be a way to make much of little; no issuer uses one.
  parser.on('doctype', () => faults.push(new Error('a document type is not taken')));
  let open = 0;
  parser.on('opentag', (tag) => {
    open = 0;
    reader.open(tag);
  });
  parser.on('closetag', (tag) => {
    open = 0;
    reader.close(tag.local);
  });
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (): void => {
    const [first] = faults;
    if (first) throw new FormatFault(`no well-formed XML: ${first.message}`);
  };
  try {
    for await (const chunk of stream) {
      open += chunk.length;
      parser.write(decoder.decode(chunk, { stream: true }));
      check();
      if (open > longestPiece) throw new FormatFault('a text or tag is too long');
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (error instanceof TypeError) throw new FormatFault('the XML is not UTF-8');
    throw error;
  }
  check();
  if (!reader.isOval) throw new FormatFault('no OVAL: there is no element oval_definitions');
  if (reader.definitions === 0) throw new FormatFault('the OVAL holds no definition');
}

/** Keeps of the stream what an advisory is made of. */
class OvalReader {
  isOval = false;
  definitions = 0;
  readonly #scratch: OvalScratch;
  readonly #path: string[] = [];
  #text = '';
  #definition: (Definition & { class: string; tests: string[]; title: string }) | null = null;
  /** The test, object or state that is open. */
  #part: { id: string; object: string; state: string; name: string; evr: string; operation: string } | null =
    null;

  constructor(scratch: OvalScratch) {
    this.#scratch = scratch;
  }

  open({ local, attributes }: SaxesTagNS): void {
    const value = (name: string): string => attributes[name]?.value ?? '';
    this.#path.push(local);
    this.#text = '';
    if (this.#path.length > deepest) throw new FormatFault('elements are nested too deep');
    if (this.#path.length === 1) this.isOval = local === 'oval_definitions';
    if (local === 'definition') {
      this.#definition = {
        id: value('id'),
        class: value('class'),
        reference: '',
        cves: [],
        severity: '',
        issued: '',
        inModule: false,
        tests: [],
        title: '',
      };
    } else if (this.#definition) this.#inDefinition(local, value);
    else if (/^(rpminfo|dpkginfo)_(test|object|state)$/.test(local)) {
      this.#part = { id: value('id'), object: '', state: '', name: '', evr: '', operation: '' };
    } else if (this.#part) {
      if (local === 'object') this.#part.object = value('object_ref');
      if (local === 'state') this.#part.state = value('state_ref');
      if (local === 'evr') this.#part.operation = value('operation');
    }
  }

  #inDefinition(local: string, value: (name: string) => string): void {
    const definition = this.#definition;
    if (!definition) return;
    if (local === 'reference') {
      const source = value('source').toUpperCase();
      if (source === 'CVE') definition.cves.push(value('ref_id'));
      else if (definition.reference === '') definition.reference = value('ref_id');
    }
    if (local === 'criterion') {
      if (/^Module .* is enabled$/.test(value('comment'))) definition.inModule = true;
      definition.tests.push(value('test_ref'));
    }
    if (local === 'issued' || local === 'updated') {
      if (definition.issued === '' || local === 'issued') definition.issued = value('date');
    }
  }

  text(text: string): void {
    if (this.#text.length + text.length > longestText) throw new FormatFault('a text is too long');
    this.#text += text;
  }

  close(local: string): void {
    this.#path.pop();
    const text = this.#text.trim();
    this.#text = '';
    const definition = this.#definition;
    if (definition) {
      if (local === 'severity') definition.severity = text;
      if (local === 'cve' && /^CVE-\d{4}-\d+$/.test(text)) definition.cves.push(text);
      if (local === 'date' && definition.issued === '' && /^\d{4}-\d{2}-\d{2}/.test(text)) {
        definition.issued = text.slice(0, 10);
      }
      if (local !== 'definition') return;
      this.definitions += 1;
      // Debian calls its advisories vulnerabilities; of others that class says what nothing repairs yet.
      const counts = definition.class === 'patch' || definition.id.startsWith('oval:org.debian:');
      if (counts) this.#scratch.addDefinition(definition, definition.tests);
      this.#definition = null;
      return;
    }
    const part = this.#part;
    if (!part) return;
    if (local === 'name') part.name = text;
    if (local === 'evr') part.evr = text;
    if (!/^(rpminfo|dpkginfo)_/.test(local)) return;
    if (local.endsWith('_test')) this.#scratch.addTest(part.id, part.object, part.state);
    if (local.endsWith('_object') && part.name !== '') this.#scratch.addObject(part.id, part.name);
    if (local.endsWith('_state') && part.evr !== '' && part.operation === 'less than') {
      this.#scratch.addState(part.id, part.evr);
    }
    this.#part = null;
  }
}

/** What has been read, in a file that is removed at the end. */
class OvalScratch {
  readonly #folder: string;
  readonly #database: Database.Database;
  readonly #insert: Record<'definition' | 'uses' | 'test' | 'object' | 'state', Database.Statement>;

  constructor(folder: string) {
    this.#folder = mkdtempSync(join(folder, 'oval-'));
    this.#database = new Database(join(this.#folder, 'oval.db'));
    this.#database.pragma('journal_mode = off');
    this.#database.pragma('synchronous = off');
    this.#database.exec(
      `create table definition (id text primary key, body text not null);
       create table uses (definition text not null, test text not null, primary key (definition, test)) without rowid;
       create table test (id text primary key, object text not null, state text not null) without rowid;
       create table object (id text primary key, name text not null) without rowid;
       create table state (id text primary key, evr text not null) without rowid; begin`,
    );
    this.#insert = {
      definition: this.#database.prepare('insert or replace into definition values (?, ?)'),
      uses: this.#database.prepare('insert or ignore into uses values (?, ?)'),
      test: this.#database.prepare('insert or replace into test values (?, ?, ?)'),
      object: this.#database.prepare('insert or replace into object values (?, ?)'),
      state: this.#database.prepare('insert or replace into state values (?, ?)'),
    };
  }

  addDefinition(
    { id, reference, cves, severity, issued, inModule }: Definition,
    tests: readonly string[],
  ): void {
    const known: Definition = {
      id,
      reference,
      cves: [...new Set(cves)].toSorted().slice(0, 200),
      severity,
      issued,
      inModule,
    };
    this.#insert.definition.run(id, JSON.stringify(known));
    for (const test of tests) this.#insert.uses.run(id, test);
  }

  addTest(id: string, object: string, state: string): void {
    if (state !== '') this.#insert.test.run(id, object, state);
  }

  addObject(id: string, name: string): void {
    this.#insert.object.run(id, name);
  }

  addState(id: string, evr: string): void {
    this.#insert.state.run(id, evr);
  }

  *found(): Generator<{ definition: Definition; name: string; fixed: string }> {
    const rows = this.#database
      .prepare<[], { body: string; name: string; evr: string }>(
        `select distinct definition.body, object.name, state.evr
         from definition join uses on uses.definition = definition.id join test on test.id = uses.test
         join object on object.id = test.object join state on state.id = test.state`,
      )
      .iterate();
    for (const { body, name, evr } of rows) {
      // `0:1.2-3` is how epochs are written where there is none.
      yield { definition: JSON.parse(body) as Definition, name, fixed: evr.replace(/^0:/, '') };
    }
  }

  close(): void {
    this.#database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
