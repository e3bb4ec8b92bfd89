import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readLaunchd } from '../launchd.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { FileIntegrity, IntegrityTool } from './schema.ts';
import { readWazuh } from './wazuh.ts';

/** The seal of the system volume finds every change of Apple's own files, and nothing else. */
export async function readMacos(host: Host): Promise<FileIntegrity> {
  const unread: Unread[] = [];
  const tools = [
    await readPart(unread, 'csrutil authenticated-root status', null, () => readSeal(host)),
    await readPart(unread, 'Wazuh', null, async () => {
      const running = (await readLaunchd(host)).get('com.wazuh.agent') ?? false;
      return readWazuh(host, '/Library/Ossec', '/', running);
    }),
  ];
  return { unread, container: false, tools: tools.filter((tool) => tool !== null) };
}

/** The tool speaks English only. */
async function readSeal(host: Host): Promise<IntegrityTool> {
  const { stdout } = await host.run('csrutil', ['authenticated-root', 'status']);
  const status = /^Authenticated Root status: (enabled|disabled)\b/m.exec(stdout)?.[1];
  if (status === undefined) {
    throw new ProbeError('unparsable', 'csrutil tells no state of the authenticated root');
  }
  return {
    product: 'signed-system-volume',
    covers: 'system-volume',
    enabled: status === 'enabled',
    started: 'system',
    baselineAt: null,
    lastRunAt: null,
    lastResult: null,
  };
}
