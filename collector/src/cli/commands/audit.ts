import type { Command } from 'commander';
import { auditPublicKey, keyFingerprint } from '../../audit/audit-key.ts';
import { AuditSigner } from '../../audit/audit-signer.ts';
import { verifyLog } from '../../audit/verify-log.ts';
import { dataOption, languageOf } from '../options.ts';
import { print, printJson } from '../output/print.ts';
import { consoleChange, withStore } from '../with-store.ts';

type Options = { data: string; json?: boolean };

export function addAuditCommand(program: Command): void {
  const audit = program.command('audit').description('the record of what was changed by whom');
  audit
    .command('verify')
    .description('compute every hash again; exit status 1 names each line that was removed, moved or altered')
    .addOption(dataOption())
    .option('--json', 'print one JSON document')
    .action(async (options: Options, command: Command) => {
      const verdict = await withStore(options.data, async (repos, directory) => {
        const key = auditPublicKey(directory.authority);
        const heads = await repos.audit.heads();
        const chain = () => repos.audit.chain();
        const judged = await verifyLog({ rows: repos.audit.rows(), chain, heads }, key);
        return { ...judged, keyFingerprint: key && keyFingerprint(key) };
      });
      if (!verdict.ok) process.exitCode = 1;
      if (options.json) return printJson(verdict);
      for (const { explanation } of verdict.faults) print(explanation[languageOf(command)]);
      return print(
        `${verdict.ok ? 'intact' : 'NOT INTACT'}: ${verdict.entries} lines, ${verdict.signedHeads} signed heads, key ${verdict.keyFingerprint ?? 'none yet'}`,
      );
    });
  audit
    .command('export')
    .description('sign the newest line and print all as JSON lines: the entries, then the signed heads')
    .addOption(dataOption())
    .action(async (options: Options) => {
      await withStore(options.data, async (repos, directory) => {
        const { actor, now } = consoleChange();
        await repos.audit.append({ at: now, actor, action: 'audit-exported', subject: 'audit-log' });
        const head = await new AuditSigner(repos.audit, directory.authority).sign(new Date(now));
        for await (const row of repos.audit.rows(head?.sequence)) {
          const { at, details, previous_hash: previousHash, ...rest } = row;
          const entry = { ...rest, at: new Date(at).toISOString(), details: parsed(details), previousHash };
          print(JSON.stringify({ entry }));
        }
        for (const signed of await repos.audit.heads()) print(JSON.stringify({ head: signed }));
      });
    });
}

/** Details that are no longer JSON are exported as they are: it is `verify` that judges. */
function parsed(details: string): unknown {
  try {
    return JSON.parse(details) as unknown;
  } catch {
    return details;
  }
}
