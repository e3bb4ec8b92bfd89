import { endingOf } from '../assessments/media-type.ts';

/** Names that Windows gives to devices, with whatever ending. */
const devices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
/** What Windows refuses in names, and what `sha256sum` would have to escape. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const refused = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*]/u;
/** Without a shape of their own: they hide what a name is, or turn its direction. */
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Of ext4 and most others; NTFS counts 255 UTF-16 units. */
const longestSegmentBytes = 200;
/** Together with a folder to unpack into, Windows takes 260 characters. */
const longestPath = 180;

/**
 * Why a name may not stand in a pack, or null. The same rules hold when a pack is written and when one is checked:
 * what passes them unpacks to one place below the top folder with every tool and on every system.
 */
export function whyNotAName(path: string): string | null {
  if (path.length === 0 || path.length > longestPath) return 'it is empty or too long';
  if (path !== path.normalize('NFC')) return 'it is not in the composed form (NFC)';
  for (const segment of path.split('/')) {
    if (['', '.', '..'].includes(segment)) return 'it leaves its folder or is not relative';
    if (refused.test(segment)) return 'it holds a character that file systems refuse';
    if (invisible.test(segment)) return 'it holds an invisible character';
    if (devices.test(segment)) return 'it is the name of a device';
    if (/^ |[. ]$/.test(segment)) return 'it begins with a space or ends with a space or a dot';
    if (Buffer.byteLength(segment) > longestSegmentBytes) return 'a part of it is too long';
  }
  return null;
}

/** Under which two names are one file on Windows and macOS. */
export function foldedName(path: string): string {
  return path.normalize('NFKC').toLowerCase();
}

/**
 * The folder of one item. Item ids come from our own checklist files and are plain; anything else is a fault there.
 *
 * @throws {RangeError}
 */
export function itemFolder(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,60}$/.test(id) || whyNotAName(id) !== null) {
    throw new RangeError(`the item id ${JSON.stringify(id)} cannot name a folder`);
  }
  return `items/${id}`;
}

/** @throws {RangeError} unless it is a lower-case SHA-256 */
export function evidencePath(sha256: string): string {
  // 256 folders: file managers are slow in one with 100,000 entries.
  return `evidence/${checkedHash(sha256).slice(0, 2)}/${sha256}.json`;
}

/**
 * What a host said, under the hash of its bytes: the report's own id is made by the host.
 *
 * @returns without the ending: `.json` is what was signed, `.sig` the signature
 * @throws {RangeError}
 */
export function statementPath(hostId: string, sha256: string): string {
  return `statements/${checkedUuid(hostId)}/${checkedHash(sha256)}`;
}

/** @throws {RangeError} */
export function hostCertificatePath(fingerprint: string): string {
  return `certificates/hosts/${checkedHash(fingerprint)}.pem`;
}

/**
 * A person's file under its hash, with the ending of its media type, so that it opens by a double click. The type came
 * from the file's own name, of which else only a known ending counts.
 *
 * @throws {RangeError}
 */
export function attachmentPath(attachment: { sha256: string; name: string; mediaType: string }): string {
  const own = /\.([A-Za-z0-9]{1,5})$/.exec(attachment.name)?.[1]?.toLowerCase() ?? '';
  const ending = endingOf(attachment.mediaType) ?? (harmless.has(own) ? own : 'bin');
  return `attachments/${checkedHash(attachment.sha256)}.${ending}`;
}

/** Endings that a double click opens in a viewer; nothing that runs. */
const harmless = new Set(
  'gif tif tiff bmp webp heic tsv json log md eml zip xls doc ppt ods odt jtd xdw xbd'.split(' '),
);

function checkedHash(value: string): string {
  if (!/^[0-9a-f]{64}$/.test(value)) throw new RangeError(`${JSON.stringify(value)} is no SHA-256`);
  return value;
}

function checkedUuid(value: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) {
    throw new RangeError(`${JSON.stringify(value)} is no id`);
  }
  return value;
}
