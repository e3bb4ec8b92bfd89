import type { Host } from '@tenken/shared';
import { readProcesses, runsProgram } from '../processes.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { UsbGuard } from './schema.ts';
import { parseUsbguardConfig, parseUsbguardRules } from './usbguard-rules.ts';

const config = '/etc/usbguard/usbguard-daemon.conf';

/** Null when USBGuard is not installed. Its own tool ends with 0 or 1 for many reasons, so its files are read. */
export async function readUsbguard(host: Host, unread: Unread[]): Promise<UsbGuard | null> {
  const options = await readPart(unread, config, null, async () =>
    parseUsbguardConfig(await text(host, config)),
  );
  if (options === null) return null;
  const processes = await readPart(unread, 'running processes', null, () => readProcesses(host));
  return {
    running: processes && runsProgram(processes, 'usbguard-daemon'),
    implicit: oneOf(['allow', 'block', 'reject'], options.get('ImplicitPolicyTarget')) ?? 'block',
    inserted: inserted(options.get('InsertedDevicePolicy')),
    allowsStorage: await readRules(host, unread, options),
  };
}

function inserted(value: string | undefined): UsbGuard['inserted'] {
  if (value === undefined) return 'apply-policy';
  return oneOf(['apply-policy', 'block', 'reject'], value) ?? 'other';
}

async function readRules(
  host: Host,
  unread: Unread[],
  options: ReadonlyMap<string, string>,
): Promise<UsbGuard['allowsStorage']> {
  const parts: string[] = [];
  const file = options.get('RuleFile');
  if (file) {
    const rules = await readPart(unread, file, '', () => text(host, file));
    if (rules === null) return null;
    parts.push(rules);
  }
  const folder = options.get('RuleFolder')?.replace(/\/$/, '');
  if (folder) {
    const names = await readPart(unread, folder, [], () => host.list(folder));
    if (names === null) return null;
    for (const name of names.filter((candidate) => candidate.endsWith('.conf'))) {
      const rules = await readPart(unread, `${folder}/${name}`, '', () => text(host, `${folder}/${name}`));
      if (rules === null) return null;
      parts.push(rules);
    }
  }
  return readPart(unread, 'rules of USBGuard', null, async () => parseUsbguardRules(parts.join('\n')));
}

function oneOf<Word extends string>(words: readonly Word[], value: string | undefined): Word | undefined {
  return words.find((word) => word === value);
}

async function text(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await host.readFile(path));
}
