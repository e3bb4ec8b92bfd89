import { X509Certificate } from 'node:crypto';
import { createInterface } from 'node:readline';
import { isSignedBy, Statement, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { chainOf } from '../cms.ts';
import { fingerprintOf } from '../../ca/certificate-authority.ts';
import { evidencePath, hostCertificatePath, statementPath } from '../entry-name.ts';
import { layout } from '../layout.ts';
import { StatementLine } from '../statements.ts';
import type { FaultCode, Tell } from './fault.ts';
import { Mentioned } from './mentioned.ts';
import type { OpenedPack } from './open-pack.ts';

export type StatementFigures = {
  /** Statements whose signature and certificate were found good. */
  verified: number;
  /** Reports that findings name and whose signed statement was no longer kept. */
  notKept: number;
  /** Statements with a good signature under a certificate of an authority that nobody vouches for. */
  unknownAuthority: number;
  evidence: {
    /** Files in `evidence/`. */
    files: number;
    /** Mentions in findings that stand in the signed statement that they name. */
    traced: number;
    /** Mentions without a statement that counts: nothing shows that the host said so. */
    untraced: number;
  };
};

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
    unknownAuthority: 0,
    evidence: { files: 0, traced: 0, untraced: 0 },
  };
  const said = await statementsOf(pack, unaltered, authorities, tell, figures);
  for (const [path, hash] of unaltered) {
    if (path.startsWith('evidence/')) {
      figures.evidence.files += 1;
      if (path !== evidencePath(hash)) tell(path, 'altered', otherName);
    }
    if (path.endsWith(`/${layout.findings}`)) {
      await traceFindings(pack, path, said, unaltered, tell, figures);
    }
  }
  return figures;
}

/** What each report's signed statement holds, by `hostId reportId`; or why nothing of it counts. */
type Said = Map<string, Mentioned | 'not-kept' | 'not-traced' | 'bad'>;

async function statementsOf(
  pack: OpenedPack,
  unaltered: ReadonlyMap<string, string>,
  authorities: string,
  tell: Tell,
  figures: StatementFigures,
): Promise<Said> {
  const said: Said = new Map();
  const certificates = new Map<string, HostCertificate | null>();
  /** Statements by who issued the host's certificate, where that is nobody we know. */
  const unknown = new Map<string, number>();
  if (!unaltered.has(layout.statements)) return said;
  for await (const written of lines(pack, layout.statements)) {
    const line = StatementLine.safeParse(parsed(written)).data;
    if (!line) {
      tell(
        layout.statements,
        'statement-bad',
        text('この版で読めない行がある', 'it has a line that this version cannot read'),
      );
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
      const issued = certificates.get(line.certificate);
      if (!statement || !signature || issued === undefined || issued === null) throw new Wrong('incomplete');
      const content = Statement.parse(JSON.parse(statement.toString('utf8')));
      if (unaltered.get(path) !== line.sha256) throw new Wrong('other-hash');
      if (content.hostId !== line.hostId || content.reportId !== line.reportId) {
        throw new Wrong('other-report');
      }
      const { certificate, isTraced } = issued;
      if (!certificate.subject.split('\n').includes(`CN=${line.hostId}`)) throw new Wrong('other-host');
      const at = new Date(line.receivedAt);
      if (at < certificate.validFromDate || at > certificate.validToDate) throw new Wrong('not-valid-then');
      if (!isSignedBy(statement.toString('utf8'), signature.toString('base64'), certificate.publicKey)) {
        throw new Wrong('not-signed');
      }
      if (!isTraced) {
        figures.unknownAuthority += 1;
        unknown.set(certificate.issuer, (unknown.get(certificate.issuer) ?? 0) + 1);
        said.set(key, 'not-traced');
        continue;
      }
      figures.verified += 1;
      said.set(key, new Mentioned(content.evidence));
    } catch (error) {
      tell(path, 'statement-bad', error instanceof Wrong ? wrongs[error.what] : wrongs.unreadable);
      said.set(key, 'bad');
    }
  }
  for (const [issuer, statements] of unknown) {
    tell(
      layout.authorities,
      'authority-unknown',
      text(
        `機器の証明書を発行した認証局「${issuer}」がない。その機器の報告${statements}件は署名者まで辿れない`,
        `it does not hold the authority "${issuer}" that certified hosts: ${statements} of their reports are not traced`,
      ),
    );
  }
  return said;
}

const otherName = text('名前が内容のSHA-256と異なる', 'its name is not the SHA-256 of its content');

const wrongs = {
  incomplete: text(
    '報告、署名又は証明書が足りない',
    'the statement, its signature or its certificate is not there as it was',
  ),
  'other-hash': text('内容のSHA-256が索引と異なる', 'its SHA-256 is not that of the index'),
  'other-report': text('別の機器又は別の報告である', 'it is of another host or another report'),
  'other-host': text('証明書が別の機器のものである', 'its certificate is of another host'),
  'not-valid-then': text(
    '受信した日時が証明書の有効期間の外にある',
    "it was received at a time at which the host's certificate did not hold",
  ),
  'not-signed': text('機器の署名が正しくない', "the host's signature is not good"),
  unreadable: text('この版で読める報告ではない', 'it is no statement that this version can read'),
} as const satisfies Record<string, Text>;

class Wrong extends Error {
  readonly what: keyof typeof wrongs;

  constructor(what: keyof typeof wrongs) {
    super(what);
    this.what = what;
  }
}

type HostCertificate = { certificate: X509Certificate; isTraced: boolean };

async function certificateOf(
  pack: OpenedPack,
  path: string,
  authorities: string,
): Promise<HostCertificate | null> {
  const pem = await pack.readAll(path, smallLimit);
  if (!pem) return null;
  const certificate = new X509Certificate(pem);
  if (path !== hostCertificatePath(fingerprintOf(certificate.raw))) return null;
  return { certificate, isTraced: chainOf(certificate, authorities) !== null };
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
  const wrong = new Map<FaultCode, { first: Text; times: number }>();
  const note = (code: FaultCode, first: Text) => {
    const known = wrong.get(code);
    if (known) known.times += 1;
    else wrong.set(code, { first, times: 1 });
  };
  for await (const written of lines(pack, path)) {
    const finding = Rests.safeParse(parsed(written)).data;
    if (!finding) {
      note('unreadable', text('読めない行がある', 'it has a line that cannot be read'));
      continue;
    }
    for (const { kind, sha256, reportId } of finding.evidence) {
      const file = `evidence/${sha256.slice(0, 2)}/${sha256}.json`;
      if (!unaltered.has(file)) {
        note(
          'missing',
          text(`証跡 ${file} が元のままでは入っていない`, `evidence ${file} is not there as it was`),
        );
      }
      const report = reportId === null ? 'not-kept' : said.get(`${finding.host.id} ${reportId}`);
      if (report === undefined) {
        note(
          'evidence-unsigned',
          text(
            `報告 ${reportId} が ${layout.statements} にない`,
            `report ${reportId} is not in ${layout.statements}`,
          ),
        );
      } else if (report === 'not-kept' || report === 'not-traced') figures.evidence.untraced += 1;
      else if (report === 'bad') {
        note(
          'evidence-unsigned',
          text(`報告 ${reportId} の署名が正しくない`, `the signature of report ${reportId} is not good`),
        );
      } else if (report.has({ kind, sha256 })) figures.evidence.traced += 1;
      else {
        note(
          'evidence-unsigned',
          text(
            `証跡 ${sha256} が、機器の署名した報告 ${reportId} にない`,
            `evidence ${sha256} is not in report ${reportId}, which the host has signed`,
          ),
        );
      }
    }
  }
  for (const [code, { first, times }] of wrong) {
    const more = times - 1;
    tell(
      path,
      code,
      more === 0 ? first : text(`${first.ja}（ほか${more}件）`, `${first.en} (and ${more} more)`),
    );
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
