import { enroll, loadIdentity, LocalHost, nextScanAt, scanAndPush } from '@tenken/agent';
import type { Identity } from '@tenken/agent';
import type { Language } from '@tenken/shared';
import type { Collector } from '../../server.ts';
import { progress, say } from '../output/print.ts';
import { consoleChange } from '../with-store.ts';

const servedAsLocalhost = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::']);

/**
 * The agent of the machine that the collector runs on.
 *
 * It goes to `localhost` where that is served: the name that others use may lead nowhere from here.
 */
export class OwnMachine {
  readonly #collector: Collector;
  readonly #host: string;
  readonly #language: Language;

  /** @param listen the address that the collector is served at */
  constructor(collector: Collector, listen: string, language: Language) {
    this.#collector = collector;
    this.#language = language;
    this.#host = servedAsLocalhost.has(listen) ? 'localhost' : new URL(collector.url).hostname;
  }

  /** Who it is; the first time it enrols as every other host does. */
  async identity(): Promise<Identity> {
    const { context, directory, url } = this.#collector;
    const known = loadIdentity(directory.agent);
    if (known && (await context.repositories.hosts.find(known.hostId))) return known;
    const token = await context.repositories.enrolmentTokens.create({
      label: this.#language === 'ja' ? 'この機器' : 'this machine',
      ...consoleChange(),
      lifetimeMs: 5 * 60_000,
      uses: 1,
    });
    return enroll({
      server: this.#here(url),
      token,
      authority: context.authority.anchor,
      folder: directory.agent,
      replace: true,
    });
  }

  /** @param isRoutine false for a scan that somebody waits for */
  async scan(isRoutine: boolean): Promise<void> {
    const { context, directory } = this.#collector;
    const shown = isRoutine ? null : progress();
    const reading = { ja: '証跡を収集中', en: 'reading' }[this.#language];
    try {
      await scanAndPush({
        host: new LocalHost(),
        folder: directory.agent,
        isRoutine,
        // The port may be another one than at enrolment.
        reportsUrl: this.#here(context.reportsUrl()),
        scanOptions: { onProgress: (done, total) => shown?.step(`${reading} ${done}/${total}`) },
      });
    } finally {
      shown?.done();
    }
    await context.evaluator.settle();
  }

  /** Scans in each interval. @returns ends it */
  scanEvery(identity: Identity, intervalMs: number): () => void {
    let timer: NodeJS.Timeout;
    const plan = () => {
      timer = setTimeout(
        () => {
          this.scan(true)
            .catch((error: unknown) =>
              say(`tenken: ${error instanceof Error ? error.message : String(error)}`),
            )
            .finally(plan);
        },
        nextScanAt(Date.now(), intervalMs, identity.hostId) - Date.now(),
      );
    };
    plan();
    return () => clearTimeout(timer);
  }

  #here(address: string): string {
    const url = new URL(address);
    url.hostname = this.#host;
    return url.href.replace(/\/$/, '');
  }
}
