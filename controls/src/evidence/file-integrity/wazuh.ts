import type { Host } from '@tenken/shared';
import { readTextOrNull } from '../text-file.ts';
import { modifiedAt } from './files.ts';
import type { IntegrityTool } from './schema.ts';

/**
 * The part of Wazuh's agent, and of OSSEC before it, that watches files. Its database moves with each scan. Null
 * where there is none.
 */
export async function readWazuh(
  host: Host,
  root: string,
  separator: '/' | '\\',
  running: boolean | null,
): Promise<IntegrityTool | null> {
  const path = (...parts: string[]) => [root, ...parts].join(separator);
  const config = path(...(separator === '/' ? ['etc', 'ossec.conf'] : ['ossec.conf']));
  const text = await readTextOrNull(host, config);
  if (text === null) return null;
  const databaseAt = await modifiedAt(host, path('queue', 'fim', 'db', 'fim.db'), isSqlite);
  return {
    product: 'wazuh',
    covers: 'files',
    enabled: isSyscheckOn(text),
    started: running === null ? null : running ? 'service' : 'nothing',
    baselineAt: databaseAt,
    lastRunAt: databaseAt,
    lastResult: null,
  };
}

function isSqlite(head: string): boolean {
  return head.startsWith('SQLite format 3\0');
}

/** `<syscheck>` with `<disabled>no`, and at least one folder to watch. */
export function isSyscheckOn(text: string): boolean {
  const plain = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  const parts = [...plain.matchAll(/<syscheck>([\s\S]*?)<\/syscheck>/g)].map(([, body = '']) => body);
  if (parts.length === 0) return false;
  const disabled = parts
    .flatMap((part) => [...part.matchAll(/<disabled>\s*(\w+)\s*<\/disabled>/g)])
    .at(-1)?.[1];
  return (
    disabled !== 'yes' && parts.some((part) => /<directories\b[^>]*>[^<]*\S[^<]*<\/directories>/.test(part))
  );
}
