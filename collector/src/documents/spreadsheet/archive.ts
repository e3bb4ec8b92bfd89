import { TenkenError } from '@tenken/shared';
import { unzipSync, zipSync } from 'fflate';

/** What a workbook that somebody gives us may be; official forms with pictures stay far below. */
const maxFileBytes = 32 * 1024 * 1024;
const maxUnpackedBytes = 128 * 1024 * 1024;
const maxEntries = 2000;

/**
 * The parts of a workbook, by name, in the archive's order. Nothing is unpacked before every name and size was looked
 * at, and nothing becomes larger than the archive says.
 *
 * @throws {TenkenError} `template-unusable`
 */
export function openArchive(bytes: Uint8Array): Map<string, Uint8Array> {
  refuseOtherFormats(bytes);
  const names = new Set<string>();
  let unpacked = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize, compression }) => {
        const fault = faultOf(name, compression, names);
        if (fault) throw unusable(fault);
        names.add(name.toLowerCase());
        unpacked += originalSize;
        if (names.size > maxEntries) throw unusable('it holds more than 2,000 entries');
        if (unpacked > maxUnpackedBytes) throw unusable('it becomes larger than 128 MB when unpacked');
        return true;
      },
    });
  } catch (error) {
    if (error instanceof TenkenError) throw error;
    throw new TenkenError(
      'template-unusable',
      'The file is no workbook, or it is damaged: it cannot be unpacked.',
      {
        cause: error,
      },
    );
  }
  return new Map(Object.entries(files));
}

/** Packs parts in their order; the same parts give the same bytes. */
export function packArchive(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // fflate writes local time, which is the same for this date wherever it runs.
  return zipSync(Object.fromEntries(parts), { level: 6, mtime: new Date(1980, 0, 1) });
}

function refuseOtherFormats(bytes: Uint8Array): void {
  const begins = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  if (begins === 'd0cf11e0a1b11ae1') {
    throw new TenkenError(
      'template-unusable',
      'The file is an .xls of old, or it has a password; save it in Excel as .xlsx without a password.',
    );
  }
  if (!begins.startsWith('504b0304')) {
    throw new TenkenError(
      'template-unusable',
      'The file is no workbook; it must be an .xlsx as Excel saves it.',
    );
  }
  if (bytes.byteLength > maxFileBytes) throw unusable('it is larger than 32 MB');
}

function faultOf(name: string, compression: number, others: ReadonlySet<string>): string | null {
  if (!isPartName(name)) return `it holds an entry with an impossible name, ${JSON.stringify(name)}`;
  if (others.has(name.toLowerCase())) return `it holds the entry ${name} twice`;
  // Stored or deflated.
  return compression === 0 || compression === 8 ? null : `the entry ${name} is packed in an unknown way`;
}

/** Of a file, relative, with no step up and nothing that another system takes for a separator. */
function isPartName(name: string): boolean {
  if (name === '' || name.length > 260 || name.startsWith('/') || /[\\:\p{C}]/u.test(name)) return false;
  return name.split('/').every((step) => step !== '.' && step !== '..');
}

function unusable(reason: string): TenkenError {
  return new TenkenError(
    'template-unusable',
    `The workbook is not taken: ${reason}. Save the form again in Excel as .xlsx.`,
  );
}
