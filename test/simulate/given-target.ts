import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnrolmentAnswer } from '@tenken/shared';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { send } from '../support/https.ts';
import { attemptReport, loopbackAddress } from '../support/one-attempt.ts';
import type { Identities } from './identities.ts';
import type { SimulateOptions } from './options.ts';
import type { Kept, Promised } from './promises.ts';
import type { Target } from './target.ts';

/** Of what was acknowledged so many are sent again at the end, chosen evenly. */
const sampleSize = 500;
const enrolmentsPerAddress = 20;
const defaultWaitSeconds = 10;

/** A collector that runs already, known by its address and a token of enrolment. */
export class GivenTarget implements Target {
  readonly host: string;
  readonly port: number;
  readonly authority: string;
  readonly isHere: boolean;
  isCutOff = false;
  readonly #identities: Identities;
  readonly #sample: { promised: Promised; index: number; body: Buffer }[] = [];
  #seen = 0;

  private constructor(reports: URL, authority: string, identities: Identities) {
    this.host = reports.hostname;
    this.port = Number(reports.port || 443);
    this.authority = authority;
    this.isHere = ['localhost', '127.0.0.1'].includes(reports.hostname);
    this.#identities = identities;
  }

  /** Enrols all hosts there. @throws {Error} what it answered, where it takes none */
  static async enrol(
    given: NonNullable<SimulateOptions['given']>,
    hosts: number,
    identities: Identities,
    progress: (done: number) => void,
  ): Promise<GivenTarget> {
    const authority = readFileSync(given.authorityFile, 'utf8');
    const { hostname } = new URL(given.server);
    const isHere = ['localhost', '127.0.0.1'].includes(hostname);
    let reports: URL | null = null;
    for (let index = 0; index < hosts; index += 1) {
      const from = isHere ? loopbackAddress(Math.floor(index / enrolmentsPerAddress)) : undefined;
      reports = await enrolOne(given, authority, index, from, identities);
      progress(index + 1);
    }
    if (!reports) throw new Error('nobody was enrolled');
    return new GivenTarget(reports, authority, identities);
  }

  // There is no way to take somebody's collector away: the hosts lose their network.
  leave(): Promise<void> {
    this.isCutOff = true;
    return Promise.resolve();
  }

  comeBack(): Promise<void> {
    this.isCutOff = false;
    return Promise.resolve();
  }

  /** Every acknowledged report has the same chance to be asked for again. */
  remember(promised: Promised, { index, body }: { index: number; body: Buffer }): void {
    this.#seen += 1;
    const place =
      this.#sample.length < sampleSize ? this.#sample.length : Math.floor(Math.random() * this.#seen);
    if (place < sampleSize) this.#sample[place] = { promised, index, body };
  }

  /** Sends them once more: one that is stored is answered as the first time, one that is lost would be taken anew. */
  async check(): Promise<Kept> {
    const how = `${this.#sample.length} of ${this.#seen} sent again`;
    const kept: Kept = { checked: 0, lost: 0, twice: 0, wrong: 0, how, examples: [] };
    for (const { promised, index, body } of this.#sample) {
      const { ended, receivedAt, retryAfterMs } = await this.#again(index, body);
      if (ended === '429' || ended === '503') {
        // Its limits hold for us, too: what could not be asked is not counted as checked.
        await sleep(Math.min(retryAfterMs ?? 0, 1000));
        continue;
      }
      kept.checked += 1;
      const kind =
        ended === '201' ? 'lost' : ended === '200' && receivedAt === promised.receivedAt ? null : 'wrong';
      if (kind === null) continue;
      kept[kind] += 1;
      kept.examples.push(`${promised.reportId} is ${kind}: ${ended}`);
    }
    kept.examples.splice(5);
    return kept;
  }

  #again(index: number, body: Buffer): ReturnType<typeof attemptReport> {
    const { certificate, privateKey } = this.#identities.of(index);
    const { authority, host, port } = this;
    const place = this.isHere ? { from: loopbackAddress(index) } : { host };
    return attemptReport({ port, authority, certificate, privateKey, body, ...place });
  }
}

/** @returns where it is to report */
async function enrolOne(
  { server, token }: { server: string; token: string },
  authority: string,
  index: number,
  from: string | undefined,
  identities: Identities,
): Promise<URL> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = JSON.stringify({
    token,
    csr: certificateRequest(privateKey, publicKey),
    hostName: `host-${index}`,
  });
  for (;;) {
    const answer = await send(
      new URL('/api/v1/enrolments', server).href,
      { authority },
      { body, headers: { 'content-type': 'application/json' }, ...(from === undefined ? {} : { from }) },
    );
    if (answer.status === 429) {
      await sleep(1000 * Number(answer.headers['retry-after'] ?? defaultWaitSeconds));
      continue;
    }
    const enrolled = EnrolmentAnswer.safeParse(answer.json);
    if (!enrolled.success) {
      throw new Error(
        `${server} answered the enrolment of host ${index} with ${answer.status}: ${JSON.stringify(answer.json)}`,
      );
    }
    const { hostId, certificate, reportsUrl } = enrolled.data;
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    identities.add({ hostId, certificate, privateKey: key });
    return new URL(reportsUrl);
  }
}
