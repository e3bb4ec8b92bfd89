import { keptConnection } from '../../support/https.ts';
import type { CollectorProcess } from '../../support/collector-process.ts';
import { push } from '../../support/push.ts';
import { pack, sampleReport } from '../../support/sample-report.ts';
import type { SimulatedAgent } from '../../support/simulated-agent.ts';
import type { Acknowledged } from '../report-load.ts';

/** An acknowledged report as its sender saw it: times in seconds since 1970, and the port that it came from. */
export type SentReport = Acknowledged & { port: number; sentAt: number; answeredAt: number };

/** One agent on one kept connection. */
export class Sender {
  readonly #collector: CollectorProcess;
  readonly #agent: SimulatedAgent;
  readonly #connection: ReturnType<typeof keptConnection>;
  #sequence = 0;

  constructor(collector: CollectorProcess, agent: SimulatedAgent) {
    this.#collector = collector;
    this.#agent = agent;
    this.#connection = keptConnection(agent);
  }

  /** @throws {Error} when the report is not stored */
  async send(): Promise<SentReport> {
    this.#sequence += 1;
    const packed = pack(sampleReport(this.#agent, this.#sequence));
    const sentAt = Date.now() / 1000;
    const answer = await push(this.#collector, this.#agent, packed.body, { connection: this.#connection });
    // The clock is read in whole milliseconds, cut off.
    const answeredAt = Date.now() / 1000 + 0.001;
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`);
    return {
      hostId: this.#agent.hostId,
      reportId: packed.reportId,
      sha256: packed.sha256,
      receivedAt: Date.parse(String(answer.json.receivedAt)),
      port: await this.#port(),
      sentAt,
      answeredAt,
    };
  }

  close(): void {
    this.#connection.destroy();
  }

  async #port(): Promise<number> {
    // The socket goes back to its pool in the turn after the answer.
    await new Promise((resolve) => setImmediate(resolve));
    const [socket] = Object.values(this.#connection.freeSockets).flatMap((sockets) => sockets ?? []);
    if (socket?.localPort === undefined) throw new Error('the connection was not kept');
    return socket.localPort;
  }
}
