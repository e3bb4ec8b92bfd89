import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal, TenkenError, unseal } from '@tenken/shared';
import { readTargets, targetListPath } from '../../../agent/src/gateway/targets.ts';
import { decodeText } from '../../../collector/src/documents/csv/text-encoding.ts';
import { readLedger } from '../../../collector/src/documents/csv/read-ledger.ts';
import { FormatFault } from '../../../collector/src/feeds/format-fault.ts';
import { csafAdvisories } from '../../../collector/src/feeds/formats/csaf.ts';
import { osvAdvisories } from '../../../collector/src/feeds/formats/osv.ts';
import { ovalAdvisories } from '../../../collector/src/feeds/formats/oval.ts';
import type { ParsedAdvisory } from '../../../collector/src/feeds/formats/parsed.ts';
import {
  baseScore,
  severityOfVector,
  severityOfWord,
} from '../../../collector/src/feeds/formats/severity.ts';
import { Manifest } from '../../../collector/src/feeds/manifest.ts';
import type { FuzzTarget } from '../engine/target.ts';

const samples = join(import.meta.dirname, '../../../collector/src/feeds/samples');
const sample = (name: string) => readFileSync(join(samples, name));
const folder = mkdtempSync(join(tmpdir(), 'tenken-fuzz-'));
const gateway = join(folder, 'gateway');
mkdirSync(gateway);
const keys = generateKeyPairSync('rsa', { modulusLength: 3072 });

/** In two pieces, as a disk may give them. */
async function* pieces(input: Buffer): AsyncGenerator<Uint8Array> {
  const middle = input.length >> 1;
  yield input.subarray(0, middle);
  yield input.subarray(middle);
}

async function drain(advisories: AsyncIterable<ParsedAdvisory>): Promise<void> {
  try {
    for await (const { package: name, advisory } of advisories) {
      if (typeof name !== 'string' || typeof advisory.fixed !== 'string') throw new Error('no advisory');
    }
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
  }
}

function refusable(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TenkenError)) throw error;
  }
}

/** One document in one line, as bundles hold them. */
const oneLine = (document: Buffer) => Buffer.from(JSON.stringify(JSON.parse(document.toString('utf8'))));

/** What a person carries to a collector or a gateway. Takes or refuses, by its declared error. */
export const carriedTargets: readonly FuzzTarget[] = [
  {
    name: 'feed-osv',
    json: true,
    weight: 2,
    maxBytes: 16_384,
    seeds: () => [oneLine(sample('dsa-5514-1.osv.json'))],
    run: (input) => drain(osvAdvisories(pieces(input))),
  },
  {
    name: 'feed-csaf',
    json: true,
    weight: 4,
    maxBytes: 65_536,
    seeds: () => [oneLine(sample('rhsa-2023-5453.csaf.json'))],
    run: (input) => drain(csafAdvisories(pieces(input))),
  },
  {
    name: 'feed-oval',
    weight: 4,
    maxBytes: 65_536,
    seeds: () => [sample('rhel-9.oval.xml')],
    words: [
      'definition',
      'criteria',
      'criterion',
      'test_ref',
      'operation="less than"',
      '<!DOCTYPE',
      '&#0;',
      ']]>',
    ],
    run: (input) => drain(ovalAdvisories(pieces(input), 'redhat:9', folder)),
  },
  {
    name: 'feed-severity',
    seeds: () =>
      ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 'Important', 'unimportant**'].map((text) =>
        Buffer.from(text),
      ),
    run(input) {
      const text = input.toString('utf8');
      severityOfWord(text);
      severityOfVector(text);
      const score = baseScore(text);
      if (score !== null && !(score >= 0 && score <= 10)) throw new Error(`a score of ${score}`);
    },
  },
  {
    name: 'feed-manifest',
    json: true,
    seeds: () => [
      Buffer.from(
        '{"format":"tenken-feed","version":1,"createdAt":"2026-11-21T00:00:00Z","publicKey":"AA==","parts":[{"name":"os-support","kind":"os-support","format":"table","source":"x","asOf":"2026-11-01","path":"parts/os-support.json","bytes":2,"sha256":"aa"}]}',
      ),
    ],
    run: (input) => Manifest.safeParse(parsedJson(input)),
  },
  {
    name: 'carried-sealed',
    seeds: () => [seal(Buffer.from('a report'), keys.publicKey)],
    run(input) {
      const opened = unseal(input, keys.privateKey);
      if (opened.status === 'opened' && opened.content.toString() !== 'a report') throw new Error('forged');
    },
  },
  {
    name: 'gateway-targets-json',
    json: true,
    seeds: () =>
      [
        '{"parallel":2,"targets":[{"name":"web1","address":"ssh://scan@192.0.2.1:22","keyFile":"key","jump":"ssh://a@192.0.2.9","sudo":"never"}]}',
        '{"targets":[{"name":"edge1","address":"admin@[2001:db8::1]:2222","passwordFile":"p","device":"ios","enablePasswordFile":"e","legacyAlgorithms":true}]}',
      ].map((text) => Buffer.from(text)),
    run: (input) =>
      refusable(() => {
        writeFileSync(targetListPath(gateway), input);
        readTargets(gateway);
      }),
  },
  {
    name: 'ledger-csv',
    seeds: () =>
      ['管理番号,機器名,所属\r\n001,pc1,総務\r\n', '資産番号,コンピューター名\n"a""b",c\n'].map((text) =>
        Buffer.from(text),
      ),
    run: (input) => refusable(() => readLedger(input)),
  },
  {
    name: 'text-encoding',
    seeds: () => [
      Buffer.from([0x8a, 0xc7, 0x97, 0x9d]),
      Buffer.from('\ufeff管理', 'utf16le'),
      Buffer.from('管理'),
    ],
    run: (input) => refusable(() => decodeText(input)),
  },
];

function parsedJson(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    return undefined;
  }
}
