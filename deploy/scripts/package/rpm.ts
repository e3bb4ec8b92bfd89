import { createHash } from 'node:crypto';
import { dirname, basename } from 'node:path/posix';
import type { About } from './about.ts';
import { licence, maintainer } from './about.ts';
import { zstd } from './compress.ts';
import type { Effort } from './compress.ts';
import { contentOf, modeOf, writeCpio } from './cpio.ts';
import { inOrder } from './entry.ts';
import type { Entry } from './entry.ts';
import { rpmHeader } from './rpm-header.ts';
import type { Value } from './rpm-header.ts';

export type Rpm = {
  about: About;
  architecture: 'x86_64' | 'aarch64';
  requires: readonly string[];
  entries: readonly Entry[];
  /** What rpm runs with /bin/sh. */
  scripts: Readonly<Partial<Record<(typeof scriptNames)[number], string>>>;
};

const release = '1';
const scriptNames = ['pre', 'post', 'preun', 'postun'] as const;
const scriptTags = {
  pre: [1023, 1085],
  post: [1024, 1086],
  preun: [1025, 1087],
  postun: [1026, 1088],
} as const;
/** `rpmlib(…)`: what rpm itself must know to read this package, and since which version it does. */
const features = [
  ['rpmlib(CompressedFileNames)', '3.0.4-1'],
  ['rpmlib(FileDigests)', '4.6.0-1'],
  ['rpmlib(PayloadFilesHavePrefix)', '4.0-1'],
  ['rpmlib(PayloadIsZstd)', '5.4.18-1'],
] as const;
const rpmlib = 0x01000000;
const [less, equal] = [0x02, 0x08];
const sha256 = 8;

/**
 * A package of Red Hat, SUSE and their kin. Written by hand, because rpmbuild strips what it packs, which a single
 * executable does not survive, and writes time and machine into it.
 */
export function writeRpm(rpm: Rpm, effort: Effort): Buffer {
  const { about } = rpm;
  const cpio = writeCpio(rpm.entries, about.builtAt);
  const payload = zstd(cpio, effort);
  const header = rpmHeader(63, packageTags(rpm, payload, cpio));
  const signature = rpmHeader(
    62,
    new Map<number, Value>([
      [1000, int32(header.length + payload.length)],
      [1004, { kind: 'bytes', value: createHash('md5').update(header).update(payload).digest() }],
      [1007, int32(cpio.length)],
      [269, text(createHash('sha1').update(header).digest('hex'))],
      [273, text(createHash('sha256').update(header).digest('hex'))],
    ]),
  );
  const padding = Buffer.alloc((8 - (signature.length % 8)) % 8);
  return Buffer.concat([lead(rpm), signature, padding, header, payload]);
}

/** What file(1) shows; rpm itself looks only at its first bytes. */
function lead({ about, architecture }: Rpm): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.write('edabeedb0300', 'hex');
  bytes.writeUInt16BE(architecture === 'x86_64' ? 1 : 19, 8);
  bytes.write(`${about.name}-${about.version}-${release}`.slice(0, 65), 10);
  bytes.writeUInt16BE(1, 76);
  bytes.writeUInt16BE(5, 78);
  return bytes;
}

function packageTags(rpm: Rpm, payload: Buffer, cpio: Buffer): Map<number, Value> {
  const { about, architecture, entries } = rpm;
  const size = entries.reduce((sum, entry) => sum + contentOf(entry).length, 0);
  const version = `${about.version}-${release}`;
  return new Map<number, Value>([
    [100, texts(['C'])],
    [1000, text(about.name)],
    [1001, text(about.version)],
    [1002, text(release)],
    [1004, translated(about.summary)],
    [1005, translated(about.description.join('\n'))],
    [1006, int32(about.builtAt)],
    [1007, text('localhost')],
    [1009, int32(size)],
    [1011, text(maintainer)],
    [1014, text(licence)],
    [1015, text(maintainer)],
    [1016, translated('System/Monitoring')],
    [1021, text('linux')],
    [1022, text(architecture)],
    [1044, text(`${about.name}-${version}.src.rpm`)],
    [1047, texts([about.name])],
    [1112, int32(equal)],
    [1113, texts([version])],
    ...requirements(rpm.requires),
    ...scriptsOf(rpm),
    ...filesOf(inOrder(entries), about.builtAt),
    [1064, text('4.18.0')],
    [1124, text('cpio')],
    [1125, text('zstd')],
    [1126, text('19')],
    [1132, text(`${architecture}-linux-gnu`)],
    [5062, text('utf-8')],
    [5092, texts([createHash('sha256').update(payload).digest('hex')])],
    [5093, int32(sha256)],
    [5097, texts([createHash('sha256').update(cpio).digest('hex')])],
  ]);
}

function requirements(names: readonly string[]): [number, Value][] {
  return [
    [1048, int32(...names.map(() => 0), ...features.map(() => rpmlib | less | equal))],
    [1049, texts([...names, ...features.map(([name]) => name)])],
    [1050, texts([...names.map(() => ''), ...features.map(([, since]) => since)])],
  ];
}

function scriptsOf({ scripts }: Rpm): [number, Value][] {
  return scriptNames.flatMap((name) => {
    const script = scripts[name];
    const [tag, program] = scriptTags[name];
    if (script === undefined) return [];
    return [[tag, text(script)] as [number, Value], [program, text('/bin/sh')] as [number, Value]];
  });
}

function filesOf(entries: readonly Entry[], builtAt: number): [number, Value][] {
  const folders = [...new Set(entries.map(({ path }) => folderOf(path)))];
  const each = <T>(make: (entry: Entry, index: number) => T) => entries.map(make);
  const digest = (entry: Entry) =>
    entry.kind === 'file' ? createHash('sha256').update(entry.content).digest('hex') : '';
  return [
    [1028, int32(...each((entry) => contentOf(entry).length))],
    [1030, { kind: 'int16', values: each(modeOf) }],
    [1033, { kind: 'int16', values: each(() => 0) }],
    [1034, int32(...each(() => builtAt))],
    [1035, texts(each(digest))],
    [1036, texts(each((entry) => (entry.kind === 'link' ? entry.target : '')))],
    // 1: a configuration file, 16: kept as it is when it was changed, 2: documentation.
    [1037, int32(...each(flagsOf))],
    [1039, texts(each(() => 'root'))],
    [1040, texts(each(() => 'root'))],
    [1045, int32(...each(() => -1 >>> 0))],
    [1095, int32(...each(() => 1))],
    [1096, int32(...each((_, index) => index + 1))],
    [1097, texts(each(() => ''))],
    [1116, int32(...each(({ path }) => folders.indexOf(folderOf(path))))],
    [1117, texts(each(({ path }) => basename(path)))],
    [1118, texts(folders)],
    [5011, int32(sha256)],
  ];
}

function flagsOf(entry: Entry): number {
  if (entry.kind === 'file' && entry.isConfiguration) return 1 | 16;
  return entry.path.startsWith('/usr/share/doc/') ? 2 : 0;
}

function folderOf(path: string): string {
  return `${dirname(path).replace(/\/$/, '')}/`;
}

const text = (value: string): Value => ({ kind: 'text', value });
const texts = (values: readonly string[]): Value => ({ kind: 'texts', values });
const translated = (value: string): Value => ({ kind: 'translated', values: [value] });
const int32 = (...values: readonly number[]): Value => ({ kind: 'int32', values });
