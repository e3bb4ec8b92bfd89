import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import { grouped } from '../../pack/fingerprint.ts';
import { verifyPack } from '../../pack/verify/verify-pack.ts';
import type { Fault, PackVerdict } from '../../pack/verify/verify-pack.ts';
import { languageOf } from '../options.ts';
import { plain, print, printJson } from '../output/print.ts';

type Options = { authority?: string; fingerprint?: string; json?: boolean };

/** What a fault is, for whoever does not read the explanation itself. */
const english: Record<Fault['code'], string> = {
  'archive-altered': 'the archive is not as it was written, or was packed again',
  'name-unsafe': 'the name could leave the folder, or hides what the file is',
  'name-twice': 'another entry unpacks to the same file',
  unreadable: 'it cannot be read',
  'too-large': 'its size is that of a zip bomb',
  missing: 'it should be there and is not, or not as it was',
  'not-listed': 'it is not in SHA256SUMS',
  altered: 'it is not as SHA256SUMS or its own name says',
  'manifest-differs': 'manifest.json does not agree with the files or with SHA256SUMS',
  'signature-bad': 'the signature is not good',
  'certificate-bad': "the signer's certificate does not lead to a trusted authority, or did not hold then",
  'statement-bad': 'the host has not signed this, or its certificate is of another authority',
  'evidence-unsigned': 'a finding rests on evidence that no signed statement of the host holds',
  'not-what-was-expected': 'the fingerprint is another one',
};

/** Any more would scroll the first away. */
const mostFaults = 200;

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .argument('<pack>', 'the zip archive as it was exported, not unpacked')
    .description(
      'check an evidence pack without database or network: every byte, the signature, and the hosts behind the evidence; exit status 1 names each file that is wrong, 2 says that it could not be checked',
    )
    .option('--authority <pem>', 'trust this authority and not the one that lies in the pack')
    .option('--fingerprint <hex>', 'the printed fingerprint that the pack must have')
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: Options, command: Command) => {
      const verdict = await verifyPack(path, {
        ...(options.authority === undefined ? {} : { authorities: readPem(options.authority) }),
        ...(options.fingerprint === undefined ? {} : { fingerprint: options.fingerprint }),
      });
      if (!verdict.ok) process.exitCode = 1;
      if (options.json) return printJson(verdict);
      return print(report(verdict, options, languageOf(command)));
    });
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

function report(verdict: PackVerdict, options: Options, language: Language): string {
  const say = (ja: string, en: string) => (language === 'ja' ? ja : en);
  const { faults, pack, signature, statements, fingerprint } = verdict;
  const lines = faults
    .slice(0, mostFaults)
    .map(
      ({ path, code, explanation }) =>
        `NG ${plain(path)}: ${plain(say(explanation, english[code]))} [${code}]`,
    );
  const rest = faults.length - mostFaults;
  if (rest > 0) lines.push(say(`ほか${rest}件`, `and ${rest} more`));
  if (pack) {
    lines.push(
      say('点検', 'assessment') +
        `: ${plain(pack.assessmentId)}  ${plain(pack.checklist.id)} ${plain(pack.checklist.edition)}  ${plain(pack.asOf)}  ${pack.state === 'draft' ? say('下書き', 'DRAFT') : say('確定', 'final')}`,
    );
  }
  if (signature) {
    lines.push(
      `${say('署名', 'signed')}: ${signature.signedAt}  ${plain(signature.signer)}`,
      `${say('認証局（SHA-256）', 'authority (SHA-256)')}: ${grouped(signature.authority)}`,
    );
  }
  if (fingerprint !== null) lines.push(`${say('照合番号', 'fingerprint')}: ${fingerprint}`);
  const { evidence } = statements;
  lines.push(
    say(
      `ファイル ${verdict.files}、機器の署名した報告 ${statements.verified}、機器の署名まで辿れた証跡 ${evidence.traced}、署名が保存されておらず辿れない証跡 ${evidence.untraced}`,
      `${verdict.files} files, ${statements.verified} statements signed by hosts, ${evidence.traced} mentions of evidence traced to a host's signature, ${evidence.untraced} not, since the signature is no longer kept`,
    ),
  );
  if (verdict.ok && options.authority === undefined && options.fingerprint === undefined) {
    lines.push(
      say(
        '注意: 認証局の証明書はパックの中のものを使った。照合番号又は認証局の値を、印刷されたものなど別に受け取ったものと比べること。',
        'Note: the authority is the one in the pack. Compare the fingerprint or the authority with what you have from elsewhere, such as a printed page.',
      ),
    );
  }
  lines.push(
    verdict.ok
      ? say('改ざんは見つからなかった', 'intact')
      : say(`正しくないところがある（${faults.length}件）`, `NOT INTACT (${faults.length})`),
  );
  return lines.join('\n');
}
