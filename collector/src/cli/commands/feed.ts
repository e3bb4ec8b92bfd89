import { referenceTitles } from '@tenken/controls';
import type { ReferenceKind } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { readPrivateKey, readPublicKey } from '../../feeds/feed-key.ts';
import { importBundle } from '../../feeds/import-bundle.ts';
import { feedsInForce } from '../../feeds/feeds-in-force.ts';
import type { FeedInForce } from '../../feeds/feeds-in-force.ts';
import type { FeedKey } from '../../store/feeds/feed-repository.ts';
import { writeBundle } from '../../feeds/write-bundle.ts';
import { dataOption, languageOf } from '../options.ts';
import type { FeedImportDocument, FeedListDocument } from '../documents.ts';
import { plain, print, printJson, progress, say, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';
import { consoleChange, withStore } from '../with-store.ts';
import { checkBundle } from '../../feeds/check-bundle.ts';

const buildHelp = `
FOLDER/feed.json describes the parts; asOf is the day on which the files were downloaded:
  { "parts": [
    { "name": "debian", "kind": "advisories", "format": "osv", "covers": ["debian:12", "debian:13"],
      "source": "https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip", "asOf": "2026-11-20",
      "files": ["debian"] },
    { "name": "rhel-9", "kind": "advisories", "format": "oval", "covers": ["rhel:9"],
      "source": "https://security.access.redhat.com/data/oval/v2/RHEL9/rhel-9.oval.xml.bz2", "asOf": "2026-11-20",
      "files": ["rhel-9.oval.xml"] },
    { "name": "os-support", "kind": "os-support", "source": "endoflife.date", "asOf": "2026-11-20",
      "files": ["os-support.json"] } ] }
Tables are one JSON file each, of kind and name application-support, forbidden-software, os-support, product-names or
security-agents; the product's own, in controls/src/reference, are the pattern. A newer one is used instead of it.
product-names: {"asOf", "source", "notLookedFor": [{"name", "evidence": "antivirus" or "event-monitoring"}]}. Agents find
products by names of their own, which no bundle changes: whoever signs it says that they were compared with what is on the
market on that day. What they lack belongs into notLookedFor; "no product" is then unknown. With [] nothing is lacking.
security-agents: {"asOf", "source", "agents": {ID: {"name", "endpoint-detection" | "management" | "data-loss-prevention":
"always" or "by-licence"}}}. An ID that evidence does not have is an agent that is not looked for, likewise.
Formats: osv and csaf (folders of unpacked .json files), oval (one unpacked .xml). covers names the releases of which the
files hold EVERY advisory: whoever signs the bundle says so, and hosts of these releases can pass by it.
Releases are written as ID:VERSION_ID of os-release (debian:12, ubuntu:24.04, rhel:9, almalinux:9, sles:15.6).
A key is made with
  openssl genpkey -algorithm ed25519 -out feed.key && openssl pkey -in feed.key -pubout -out feed.pem`;

/** `tenken feed`: reference data that is carried in as signed files. */
export function addFeedCommand(program: Command): void {
  const feed = program
    .command('feed')
    .description('参照データ: advisories and tables that age, carried in as signed bundles');
  feed
    .command('build')
    .description('make a signed bundle of downloaded files; on a machine that is connected')
    .argument('<folder>', 'with feed.json, which describes the files')
    .requiredOption('-o, --out <file>', 'new bundle')
    .requiredOption('--key <file>', 'private key, PEM: Ed25519 or ECDSA P-256')
    .addHelpText('after', buildHelp)
    .action(async (folder: string, { out, key }: { out: string; key: string }) => {
      const shown = progress();
      const signer = readPrivateKey(key);
      shown.step('writing');
      const manifest = await writeBundle(folder, out, signer, () => new Date());
      const { fingerprint, parts } = await checkBundle(out, (step) => shown.step(step)).finally(shown.done);
      for (const { name, entries } of parts) {
        const found = manifest.parts.find((part) => part.name === name);
        say(`${name}: ${entries} entries, as of ${found?.asOf}`);
      }
      say(`signed by ${fingerprint}`);
      print(out);
    });
  feed
    .command('trust')
    .description('trust what is signed by a key; nothing is trusted before')
    .argument(
      '<key>',
      'public key, PEM; compare its fingerprint with what its owner tells you by another way',
    )
    .addOption(dataOption())
    .option('--label <text>', 'whose it is', '')
    .option('--fingerprint <sha256>', 'refuse any other key', fingerprint)
    .action(async (path: string, options: { data: string; label: string; fingerprint?: string }) => {
      const key = readPublicKey(path);
      if (options.fingerprint !== undefined && options.fingerprint !== key.fingerprint) {
        throw new TenkenError(
          'feed-untrusted',
          `${path} holds another key, with the fingerprint ${key.fingerprint}.`,
        );
      }
      await withStore(options.data, ({ feeds }) =>
        feeds.trust({ ...key, label: options.label.slice(0, 100) }, consoleChange()),
      );
      print(key.fingerprint);
    });
  feed
    .command('distrust')
    .description('trust a key no more; what it has signed stays in force until it is replaced or too old')
    .argument('<fingerprint>', 'as tenken feed list shows it', fingerprint)
    .addOption(dataOption())
    .action(async (key: string, { data }: { data: string }) => {
      const was = await withStore(data, ({ feeds }) => feeds.withdraw(key, consoleChange()));
      if (!was) throw new TenkenError('feed-key-unknown', `No trusted key has the fingerprint ${key}.`);
      say(`not trusted any more: ${key}`);
    });
  feed
    .command('import')
    .description('take in a bundle: all of it or nothing; a running collector judges everything anew')
    .argument('<file>', 'what tenken feed build made')
    .addOption(dataOption())
    .option('--fingerprint <sha256>', 'trust the key with this fingerprint for this one bundle', fingerprint)
    .option('--allow-older', 'also a bundle that is older than what is in force')
    .option('--json', 'print one JSON document')
    .action(
      async (
        path: string,
        options: { data: string; fingerprint?: string; allowOlder?: boolean; json?: boolean },
      ) => {
        const shown = progress();
        const parts = await withStore(options.data, ({ feeds }, directory) =>
          importBundle({
            path,
            feeds,
            directory,
            allowOlder: options.allowOlder === true,
            fingerprint: options.fingerprint ?? null,
            actor: consoleChange().actor,
            now: Date.now,
            onStep: (part) =>
              shown.step(part === null ? 'signature and bytes' : `${part.name} (${part.format})`),
          }),
        ).finally(shown.done);
        if (options.json) {
          const stated = parts.map(({ part: { name, kind, asOf }, entries, unchanged }) => ({
            name,
            kind,
            asOf,
            entries,
            unchanged,
          }));
          printJson({ parts: stated } satisfies FeedImportDocument);
          return;
        }
        for (const { part, entries, unchanged } of parts) {
          const what = unchanged ? 'in force already' : `${entries} entries, in force now`;
          print(`${part.name} ${part.asOf}: ${what}`);
        }
      },
    );
  feed
    .command('list')
    .description(
      'what is in force, how old it is and until when it is believed, and whose bundles are taken in',
    )
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async ({ data, json }: { data: string; json?: boolean }, command: Command) => {
      const now = Date.now();
      const { held, keys } = await withStore(data, async ({ feeds }) => ({
        held: await feeds.inForceAt(Number.MAX_SAFE_INTEGER),
        keys: await feeds.keys(),
      }));
      const listed = feedsInForce(held, now).map((one) => ({ ...one, covers: [...one.covers] }));
      if (json) printJson({ inForce: listed, trustedKeys: keys.map(statedKey) } satisfies FeedListDocument);
      else print(listing(listed, keys, languageOf(command)));
    });
}

/** SHA-256, also with the colons and capitals that other tools print. @throws {InvalidArgumentError} */
function fingerprint(value: string): string {
  const plainHex = value.replaceAll(/[:\s]/g, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(plainHex)) return plainHex;
  throw new InvalidArgumentError('A fingerprint is a SHA-256 of 64 hexadecimal digits.');
}

function statedKey({ fingerprint: print256, label, trustedAt, trustedBy }: FeedKey) {
  return { fingerprint: print256, label, trustedAt: new Date(trustedAt).toISOString(), trustedBy };
}

const words = {
  head: {
    ja: ['名前', '種類', '対象', '時点', '経過日数', '期限', '件数', '出所'],
    en: ['name', 'kind', 'covers', 'as of', 'days old', 'limit', 'entries', 'from'],
  },
  shipped: { ja: '製品に同梱', en: 'with the product' },
  tooOld: { ja: '期限切れ', en: 'too old' },
  keys: { ja: '信用する署名鍵', en: 'Keys that are trusted' },
  noKeys: {
    ja: '信用する署名鍵はない。`tenken feed trust 鍵.pem` で登録する。',
    en: 'No key is trusted. `tenken feed trust KEY.pem` does so.',
  },
};

function listing(listed: readonly FeedInForce[], keys: readonly FeedKey[], language: Language): string {
  const rows = listed.map((one) =>
    [
      one.name,
      referenceTitles[one.kind as ReferenceKind]?.[language] ?? one.kind,
      one.covers.join(' '),
      one.asOf,
      String(one.ageDays),
      one.limitDays === null ? '－' : `${one.limitDays}${one.tooOld ? ` ${words.tooOld[language]}` : ''}`,
      one.entries === null ? '－' : String(one.entries),
      one.signer === null ? words.shipped[language] : one.signer.slice(0, 16),
    ].map((text) => ({ text: plain(text) })),
  );
  const trusted =
    keys.length === 0
      ? words.noKeys[language]
      : [words.keys[language], ...keys.map((key) => `  ${key.fingerprint}  ${plain(key.label)}`)].join('\n');
  return `${table(words.head[language], rows, [1, 2, 2, 0, 0, 0, 0, 1], terminalWidth())}\n\n${trusted}`;
}
