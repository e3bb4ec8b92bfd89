import type { Circumstances, Requirement } from '@tenken/controls';
import type { Evidence } from '@tenken/shared';
import type { DeclaredByHost } from './declared-by-host.ts';
import { judgeHost, platformOf } from './judge-host.ts';
import { Changes, judgedBy, rulesInForce } from './judged-by.ts';
import type { Changed } from './judged-by.ts';
import type { ReferenceInForce } from '../feeds/reference-reader.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { DueHost, FindingRepository } from '../store/findings/finding-repository.ts';
import type { JudgedInPart } from '../store/findings/replace-parts.ts';
import type { ReportRepository } from '../store/reports/report-repository.ts';

const hostsAtOnce = 60;
/** Read and stored together: a transaction for each takes longer than judging it; one for many keeps reports waiting, 50 twice as long. */
const partsAtOnce = 20;
/** setTimeout counts in 32 bits: longer waits are cut and looked at again. */
const longestWaitMs = 60 * 60 * 1000;

export type EvaluatorOptions = {
  findings: FindingRepository;
  reports: ReportRepository;
  requirements: readonly Requirement[];
  /** What systems declare now; nothing unless told. */
  declared?: () => Promise<DeclaredByHost>;
  /** Reference data that is in force now; what comes with the product unless told. */
  reference?: () => Promise<ReferenceInForce>;
  /** Evidence older than this proves nothing. */
  staleAfterMs: number;
  now: () => Date;
  /** Whether what holds for all is judged anew later; what hosts say, and verdicts that run out, never wait. */
  isPaused?: () => boolean;
  onError: (error: unknown) => void;
  /** Where people see how it goes. */
  job?: JobRecord;
  /** Called for each host that was judged. */
  onJudged?: () => void;
};

/** What holds for one host besides its evidence, and its name. */
type InForce = {
  held: ReturnType<DeclaredByHost>;
  reference: ReferenceInForce | undefined;
  by: string;
};

/** A host of which only this has to be judged anew. */
type Part = { host: DueHost; changed: Changed; inForce: InForce };

/**
 * Keeps findings up to date with evidence and with time. What is due is a query on the database, so a collector
 * that was killed goes on where it was.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #busySince: number | null = null;
  #failed: string | null = null;
  readonly #rules: ReturnType<typeof rulesInForce>;
  readonly #changes: Changes;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#rules = rulesInForce(options.requirements, options.staleAfterMs);
    this.#changes = new Changes(options.requirements);
  }

  /** Since when it judges without a pause, epoch ms; null while it rests. */
  get busySince(): number | null {
    return this.#busySince;
  }

  /** Why the last round ended early; null when it did not. */
  get failed(): string | null {
    return this.#failed;
  }

  /** New evidence may be there. Returns at once; calls while it works are gathered into one further round. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#busySince ??= this.#now();
    this.#running = this.#work().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Resolves when everything that is due now is judged. */
  async settle(): Promise<void> {
    this.wake();
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #work(): Promise<void> {
    const { job } = this.#options;
    job?.began();
    try {
      for (;;) {
        const lookedAt = this.#now();
        const due = await this.#options.findings.hostsToEvaluate(lookedAt, hostsAtOnce, {
          anew: this.#options.isPaused?.() !== true,
        });
        if (this.#stopped || due.length === 0) break;
        const declared = await this.#options.declared?.();
        const reference = await this.#options.reference?.();
        const rules = this.#rules(reference);
        const parts: Part[] = [];
        for (const host of due) {
          const held = declared?.(host) ?? [];
          const inForce = { held, reference, by: judgedBy(rules, held) };
          const changed = host.judgedBy === null ? null : this.#changes.between(host.judgedBy, inForce.by);
          if (changed === null) {
            await this.#evaluate(host, lookedAt, inForce);
            await socketsTurn();
          } else parts.push({ host, changed, inForce });
          if (parts.length >= partsAtOnce) await this.#inParts(parts.splice(0));
        }
        await this.#inParts(parts);
      }
      job?.ended();
      this.#busySince = null;
      this.#failed = null;
      await this.#sleep();
    } catch (error) {
      job?.ended(error);
      this.#failed = error instanceof Error ? error.message : String(error);
      this.#options.onError(error);
      if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), 10_000);
    }
  }

  #now(): number {
    return this.#options.now().getTime();
  }

  async #sleep(): Promise<void> {
    const next = await this.#options.findings.nextExpiry();
    this.#options.job?.planned(next === null ? null : Math.max(next - this.#now(), 0));
    if (next === null || this.#stopped) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(next - this.#now(), 100), longestWaitMs));
    this.#timer.unref();
  }

  async #evaluate(host: DueHost, lookedAt: number, { held, reference, by }: InForce): Promise<void> {
    const said = await this.#options.reports.evidenceIfDue(host, lookedAt);
    // Another collector was faster.
    if (!said) return;
    const { evidence, lastSequence } = said;
    const now = this.#options.now();
    const circumstances = await this.#circumstances(host, evidence, now, reference);
    const findings = judgeHost(this.#options.requirements, evidence, circumstances, held);
    // Judging and storing are two turns of the event loop: each takes milliseconds.
    await socketsTurn();
    const judged = { by, edition: host.edition };
    await this.#options.findings.replace(host.id, findings, lastSequence, now.getTime(), judged);
    this.#options.onJudged?.();
  }

  async #inParts(parts: readonly Part[]): Promise<void> {
    if (parts.length === 0) return;
    const evidence = await this.#evidenceFor(parts);
    const judged: JudgedInPart[] = [];
    for (const { host, changed, inForce } of parts) {
      const said = evidence.get(host.id) ?? (await this.#allEvidence(host, changed));
      const circumstances = await this.#circumstances(host, said, this.#options.now(), inForce.reference);
      judged.push({
        host,
        controls: changed.controls,
        findings: judgeHost(changed.requirements, said, circumstances, inForce.held),
        judgedBy: inForce.by,
      });
      await socketsTurn();
    }
    const stored = await this.#options.findings.replaceParts(judged, this.#now());
    for (let told = 0; told < stored; told += 1) this.#options.onJudged?.();
  }

  /** Of each host what its changed requirements need; nothing of one of which all is to be read. */
  #evidenceFor(parts: readonly Part[]): Promise<ReadonlyMap<string, ReadonlyMap<string, Evidence>>> {
    const wanted = parts.flatMap(({ host, changed }) =>
      [...(changed.kinds ?? [])].map((kind) => ({ host_id: host.id, kind })),
    );
    return this.#options.reports.newestEvidenceOf(wanted);
  }

  /** Where nothing of what is needed was found: a host that has said nothing at all is judged otherwise than one that has. */
  async #allEvidence(host: DueHost, { requirements }: Changed): Promise<ReadonlyMap<string, Evidence>> {
    return requirements.length === 0 ? new Map() : this.#options.reports.newestEvidence(host.id);
  }

  async #circumstances(
    host: DueHost,
    evidence: ReadonlyMap<string, Evidence>,
    now: Date,
    reference: ReferenceInForce | undefined,
  ): Promise<Circumstances> {
    return {
      platform: platformOf(host.platform),
      now,
      staleAfterMs: this.#options.staleAfterMs,
      ...(reference && { reference: await reference.forHost(evidence) }),
    };
  }
}

/** Ingest comes first. */
function socketsTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
