import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { FileIntegrity } from './schema.ts';
import { readWazuh } from './wazuh.ts';

/**
 * Windows itself protects its own files and tells nobody when others change. Which folders are audited lies in their
 * permissions, folder by folder, and is not looked for.
 */
export async function readWindows(host: Host): Promise<FileIntegrity> {
  const unread: Unread[] = [];
  const services = await host.cim({
    namespace: 'root\\cimv2',
    className: 'Win32_Service',
    properties: ['Name', 'State'],
  });
  const agent = services.find(({ Name }) => ['wazuhsvc', 'ossecsvc'].includes(String(Name).toLowerCase()));
  const tool =
    agent === undefined
      ? null
      : await readPart(unread, 'Wazuh', null, () =>
          readWazuh(host, 'C:\\Program Files (x86)\\ossec-agent', '\\', agent['State'] === 'Running'),
        );
  return { unread, container: false, tools: tool === null ? [] : [tool] };
}
