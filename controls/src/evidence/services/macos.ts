import { ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import { listed } from './schema.ts';
import type { Service, Services } from './schema.ts';

/**
 * Services of Apple that somebody switched on, and the daemons that others installed. Apple's own hundreds, which
 * are on everywhere, are left out: nobody can do without them.
 */
export async function readMacos(host: Host): Promise<Services> {
  const unread: Unread[] = [];
  const overrides = await host.run('/bin/launchctl', ['print-disabled', 'system']);
  if (overrides.exitCode !== 0) {
    throw new ProbeError('internal', `launchctl print-disabled exits with ${overrides.exitCode}`);
  }
  const { enabled, disabled } = parseOverrides(overrides.stdout);
  const folder = '/Library/LaunchDaemons';
  const files = (await readPart(unread, folder, [], () => host.list(folder))) ?? [];
  const installed = files
    .filter((name) => name.endsWith('.plist'))
    .map((name) => name.slice(0, -'.plist'.length))
    .filter((label) => !disabled.has(label));
  const services = [...enabled, ...installed].map((name): Service => ({
    name: name.slice(0, 200),
    start: 'automatic',
    running: null,
  }));
  return { unread, container: false, manager: 'launchd', ...listed(services) };
}

/** `"com.apple.ftpd" => disabled`; before macOS 13 `=> true` for disabled and `=> false` for enabled. */
export function parseOverrides(output: string): { enabled: Set<string>; disabled: Set<string> } {
  if (!output.includes('disabled services = {')) {
    throw new ProbeError('unparsable', 'launchctl prints no list of overrides');
  }
  const enabled = new Set<string>();
  const disabled = new Set<string>();
  for (const [, label = '', state] of output.matchAll(
    /"([^"\n]{1,200})" => (enabled|disabled|true|false)\b/g,
  )) {
    (state === 'enabled' || state === 'false' ? enabled : disabled).add(label);
  }
  return { enabled, disabled };
}
