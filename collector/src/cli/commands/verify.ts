import { readFileSync } from 'node:fs';
import { TenkenError, text } from '@tenken/shared';
import type { Language, Text } from '@tenken/shared';
import type { Command } from 'commander';
import { grouped } from '../../pack/fingerprint.ts';
import { verifyPack } from '../../pack/verify/verify-pack.ts';
import type { Conclusion } from '../../pack/verify/fault.ts';
import type { PackVerdict } from '../../pack/verify/verify-pack.ts';
import { languageOf } from '../options.ts';
import { plain, print, printJson } from '../output/print.ts';

type Options = { authority?: string; fingerprint?: string; json?: boolean };

const conclusions: Record<Conclusion, Text> = {
  intact: text('改ざんは見つからなかった', 'intact'),
  repacked: text(
    '中身は全て元のままで署名も正しいが、zipは書き出されたものではない（作り直されている）',
    'INTACT INSIDE, BUT PACKED AGAIN: every file is whole and signed, and the archive around them is not the one that was written',
  ),
  'not-traced': text(
    '中身は全て元のままで署名も正しいが、機器の署名を辿れない証跡がある',
    "INTACT, BUT NOT ALL TRACED: every file is whole and signed, and some hosts' certificates come from an unknown authority",
  ),
  'not-expected': text(
    'パック自体は元のままで署名も正しいが、指定されたものではない（別のパックであるか、別の鍵で署名されている）',
    'INTACT IN ITSELF, BUT NOT WHAT YOU EXPECTED: it is another pack than the one you named, or signed by another key',
  ),
  damaged: text('正しくないところがある', 'NOT INTACT'),
};

/** Any more would scroll the first away. */
const mostFaults = 200;

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .argument('<pack>', 'the zip archive as it was exported, not unpacked')
    .description(
      'check an evidence pack without database or network: every byte, the signature, and the hosts behind the evidence; exit status 1 names each file that is wrong and says whether it is the content, only the archive around it, or another pack than expected; 2 says that it could not be checked',
    )
    .option('--authority <pem>', 'trust this authority and not the one that lies in the pack')
    .option('--fingerprint <hex>', 'the printed fingerprint that the pack, or its authority, must have')
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
    .map(({ path, code, explanation }) => `NG ${plain(path)}: ${plain(explanation[language])} [${code}]`);
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
      `ファイル ${verdict.files}、機器の署名した報告 ${statements.verified}、機器の署名まで辿れた証跡 ${evidence.traced}、署名が保存されていないか認証局が分からず辿れない証跡 ${evidence.untraced}`,
      `${verdict.files} files, ${statements.verified} statements signed by hosts, ${evidence.traced} mentions of evidence traced to a host's signature, ${evidence.untraced} not, since the signature is no longer kept or its authority is unknown`,
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
  const times = verdict.ok ? '' : say(`（${faults.length}件）`, ` (${faults.length})`);
  lines.push(conclusions[verdict.conclusion][language] + times);
  return lines.join('\n');
}
