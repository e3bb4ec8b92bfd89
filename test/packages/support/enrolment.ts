import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Collector } from '../../../collector/src/server.ts';

/** What an administrator puts there before the package: enrol.conf, the authority, and a token of one use. */
export async function prepareEnrolment(collector: Collector, folder: string): Promise<{ token: string }> {
  const token = await collector.context.repositories.enrolmentTokens.create({
    label: 'package',
    actor: 'console:test',
    now: Date.now(),
    lifetimeMs: 600_000,
    uses: 1,
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, content: string) =>
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  write('enrol.conf', `# of the test\nserver = ${collector.url}\ntoken-file = token\n`);
  write('authority.pem', collector.context.authority.anchor);
  write('token', `${token}\n`);
  return { token };
}
