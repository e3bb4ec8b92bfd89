import { X509Certificate } from 'node:crypto';
import { createInterface } from 'node:readline';
import { isSignedBy, Statement } from '@tenken/shared';
import * as z from 'zod/mini';
import { chainOf } from '../cms.ts';
import { fingerprintOf } from '../../ca/certificate-authority.ts';
import { evidencePath, hostCertificatePath, statementPath } from '../entry-name.ts';
import { layout } from '../layout.ts';
import { StatementLine } from '../statements.ts';
import type { Fault, OpenedPack } from './open-pack.ts';

export type StatementFigures = {
  /** Statements whose signature and certificate were found good. */
  verified: number;
  /** Reports that findings name and whose signed statement was no longer kept. */
  notKept: number;
  evidence: {
    /** Files in `evidence/`. */
    files: number;
    /** Mentions in findings that stand in the signed statement that they name. */
    traced: number;
    /** Mentions without a statement: nothing shows that the host said so. */
    untraced: number;
  };
};

type Tell = (path: string, code: Fault['code'], explanation: string) => void;

const statementLimit = 4 * 1024 * 1024;
const smallLimit = 64 * 1024;

/** What the check needs of a finding; its other members are for people. */
const Rests = z.looseObject({
  host: z.looseObject({ id: z.string() }),
  evidence: z.array(
    z.looseObject({ kind: z.string(), sha256: z.string(), reportId: z.nullable(z.string()) }),
  ),
});

/**
 * Follows every piece of evidence that a finding names to the host that signed it.
 *
 * @param unaltered SHA-256 by path, of files that are as the sums say; others have been told already
 * @param authorities PEM of those that may have issued the hosts' certificates
 */
export async function verifyStatements(
  pack: OpenedPack,
  unaltered: ReadonlyMap<string, string>,
  authorities: string,
  tell: Tell,
): Promise<StatementFigures> {
  const figures: StatementFigures = {
    verified: 0,
    notKept: 0,
    evidence: { files: 0, traced: 0, untraced: 0 },
  };
  const said = await statementsOf(pack, unaltered, authorities, tell, figures);
  for (const [path, hash] of unaltered) {
    if (path.startsWith('evidence/')) {
      figures.evidence.files += 1;
      if (path !== evidencePath(hash)) tell(path, 'altered', '名前が内容のSHA-256と異なる');
    }
    if (path.endsWith(`/${layout.findings}`)) {
      await traceFindings(pack, path, said, unaltered, tell, figures);
    }
  }
  return figures;
}

/** What each report's signed statement holds, by `hostId reportId`: `kind sha256`; or why nothing of it counts. */
type Said = Map<string, ReadonlySet<string> | 'not-kept' | 'bad'>;

async function statementsOf(
  pack: OpenedPack,
  unaltered: ReadonlyMap<string, string>,
  authorities: string,
  tell: Tell,
  figures: StatementFigures,
): Promise<Said> {
  const said: Said = new Map();
  const certificates = new Map<string, X509Certificate | null>();
  if (!unaltered.has(layout.statements)) return said;
  for await (const text of lines(pack, layout.statements)) {
    const line = StatementLine.safeParse(parsed(text)).data;
    if (!line) {
      tell(layout.statements, 'statement-bad', 'この版で読めない行がある');
      continue;
    }
    const key = `${line.hostId} ${line.reportId}`;
    if (line.sha256 === null || line.certificate === null || line.receivedAt === null) {
      figures.notKept += 1;
      said.set(key, 'not-kept');
      continue;
    }
    const path = `${statementPath(line.hostId, line.sha256)}.json`;
    try {
      const statement = await pack.readAll(path, statementLimit);
      const signature = await pack.readAll(path.replace(/json$/, 'sig'), smallLimit);
      if (!certificates.has(line.certificate)) {
        certificates.set(line.certificate, await certificateOf(pack, line.certificate, authorities));
      }
      const certificate = certificates.get(line.certificate);
      if (!statement || !signature || certificate === undefined) throw new Error('ファイルが足りない');
      if (certificate === null) throw new Error('機器の証明書が認証局まで辿れない');
      const content = Statement.parse(JSON.parse(statement.toString('utf8')));
      if (unaltered.get(path) !== line.sha256) throw new Error('内容のSHA-256が索引と異なる');
      if (content.hostId !== line.hostId || content.reportId !== line.reportId) {
        throw new Error('別の機器又は別の報告である');
      }
      if (!certificate.subject.split('\n').includes(`CN=${line.hostId}`)) {
        throw new Error('証明書が別の機器のものである');
      }
      const at = new Date(line.receivedAt);
      if (at < certificate.validFromDate || at > certificate.validToDate) {
        throw new Error('受信した日時が証明書の有効期間の外にある');
      }
      if (!isSignedBy(statement.toString('utf8'), signature.toString('base64'), certificate.publicKey)) {
        throw new Error('機器の署名が正しくない');
      }
      figures.verified += 1;
      said.set(key, new Set(content.evidence.map(({ kind, sha256 }) => `${kind} ${sha256}`)));
    } catch (error) {
      tell(path, 'statement-bad', (error as Error).message);
      said.set(key, 'bad');
    }
  }
  return said;
}

async function certificateOf(
  pack: OpenedPack,
  path: string,
  authorities: string,
): Promise<X509Certificate | null> {
  const pem = await pack.readAll(path, smallLimit);
  if (!pem) return null;
  const certificate = new X509Certificate(pem);
  if (path !== hostCertificatePath(fingerprintOf(certificate.raw))) return null;
  return chainOf(certificate, authorities) === null ? null : certificate;
}

async function traceFindings(
  pack: OpenedPack,
  path: string,
  said: Said,
  unaltered: ReadonlyMap<string, string>,
  tell: Tell,
  figures: StatementFigures,
): Promise<void> {
  // One line for each kind of fault in a list of any length, with the first as an example.
  const wrong = new Map<Fault['code'], { first: string; times: number }>();
  const note = (code: Fault['code'], first: string) => {
    const known = wrong.get(code);
    if (known) known.times += 1;
    else wrong.set(code, { first, times: 1 });
  };
  for await (const text of lines(pack, path)) {
    const finding = Rests.safeParse(parsed(text)).data;
    if (!finding) {
      note('unreadable', '読めない行がある');
      continue;
    }
    for (const { kind, sha256, reportId } of finding.evidence) {
      const file = `evidence/${sha256.slice(0, 2)}/${sha256}.json`;
      if (!unaltered.has(file)) note('missing', `証跡 ${file} が元のままでは入っていない`);
      const report = reportId === null ? 'not-kept' : said.get(`${finding.host.id} ${reportId}`);
      if (report === undefined) {
        note('evidence-unsigned', `報告 ${reportId} が ${layout.statements} にない`);
      } else if (report === 'not-kept') figures.evidence.untraced += 1;
      else if (report === 'bad') note('evidence-unsigned', `報告 ${reportId} の署名が正しくない`);
      else if (report.has(`${kind} ${sha256}`)) figures.evidence.traced += 1;
      else note('evidence-unsigned', `証跡 ${sha256} が、機器の署名した報告 ${reportId} にない`);
    }
  }
  for (const [code, { first, times }] of wrong) {
    tell(path, code, times === 1 ? first : `${first}（ほか${times - 1}件）`);
  }
}

async function* lines(pack: OpenedPack, name: string): AsyncGenerator<string> {
  const entry = pack.entries.get(name);
  if (entry) yield* createInterface({ input: await pack.read(entry), crlfDelay: Infinity });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
