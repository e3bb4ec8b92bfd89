import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { ZipWriter } from '../../collector/src/pack/zip-writer.ts';

/** Lets `fill` write an archive of whatever entries, as packs are written; its directory is held in memory. */
export async function writeArchive(path: string, fill: (zip: ZipWriter) => Promise<void>): Promise<void> {
  const out = createWriteStream(path);
  const records: Uint8Array[] = [];
  const zip = new ZipWriter(
    {
      async write(bytes) {
        // What it gets is used again.
        if (!out.write(Buffer.from(bytes))) await once(out, 'drain');
      },
    },
    {
      write: (bytes) => Promise.resolve(void records.push(bytes)),
      async *read() {
        yield* records;
      },
    },
  );
  await fill(zip);
  await zip.finish();
  out.end();
  await once(out, 'close');
}
