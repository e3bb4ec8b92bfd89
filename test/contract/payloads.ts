import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@tenken/shared';

/** Who sent the payloads of one release; the key is of a machine that never was. */
export type Sender = { hostId: string; privateKey: string; token: string };

export type Payloads = {
  /** `agent-0.1.0`. */
  release: string;
  folder: string;
  sender: Sender;
  /** Bodies of POST /api/v1/reports as they travelled, in order. */
  reports: { name: string; body: Buffer }[];
  /** Bodies of POST /api/v1/enrolments and /api/v1/renewals. */
  enrolment: Buffer;
  renewal: Buffer;
  /** A file of tenken collect. */
  carried: Buffer;
};

/** What every released agent has left here. */
export function released(): Payloads[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => statSync(join(import.meta.dirname, name)).isDirectory())
    .toSorted()
    .map((release) => {
      const folder = join(import.meta.dirname, release);
      const read = (name: string) => readFileSync(join(folder, name));
      return {
        release,
        folder,
        sender: JSON.parse(read('sender.json').toString('utf8')) as Sender,
        reports: readdirSync(folder)
          .filter((name) => name.startsWith('report-'))
          .toSorted()
          .map((name) => ({ name, body: read(name) })),
        enrolment: read('enrolment.json'),
        renewal: read('renewal.json'),
        carried: read('carried.tenken'),
      };
    });
}

/** `SHA256SUMS` of a folder, as sha256sum(1) writes and checks it. */
export function sums(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name !== 'SHA256SUMS')
    .toSorted()
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`)
    .join('');
}
