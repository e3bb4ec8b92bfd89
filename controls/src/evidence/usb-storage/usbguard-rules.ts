import { ProbeError } from '@tenken/shared';

/**
 * `Name=value` lines of usbguard-daemon.conf; `#` starts a comment.
 *
 * @throws {ProbeError} `unparsable` for anything else
 */
export function parseUsbguardConfig(text: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name && value !== undefined) options.set(name, value);
    else if (!isBlank(line)) {
      throw new ProbeError('unparsable', 'usbguard-daemon.conf holds a line that sets nothing');
    }
  }
  return options;
}

function isBlank(line: string): boolean {
  return /^\s*(?:#|$)/.test(line);
}

/** `08` is mass storage; a rule without interfaces, or with a wildcard for the class, lets storage in as well. */
const storageInterface = /(?:^|[\s{])(?:08|\*):/;

/**
 * Storage that the rules let in. A rule names a device when it holds a full vendor and product id together with a
 * serial number or hash; an id alone is every device of that model. The order of the rules, by which an earlier
 * `block` may win, is left out: it can only restrict more.
 *
 * @throws {ProbeError} `unparsable` for a line that is no rule: USBGuard would not start with it
 * @see https://usbguard.github.io/documentation/rule-language.html
 */
export function parseUsbguardRules(text: string): 'none' | 'listed-devices' | 'any' {
  let listed = false;
  for (const line of text.split('\n')) {
    const rule = line.trim();
    if (isBlank(rule) || /^(?:block|reject|match)(?:\s|$)/.test(rule)) continue;
    if (!/^allow(?:\s|$)/.test(rule)) {
      throw new ProbeError('unparsable', 'a line of the rules of USBGuard is no rule');
    }
    const interfaces = /\bwith-interface\s+(?:(?:[a-z-]+\s+)?\{([^}]*)\}|(\S+))/.exec(rule);
    const shown = interfaces?.[1] ?? interfaces?.[2];
    // `none-of` names what the device must not have.
    const isNegative = /\bwith-interface\s+none-of\b/.test(rule);
    if (shown !== undefined && !isNegative && !storageInterface.test(` ${shown}`)) continue;
    const hasId =
      /\bid\s+[0-9a-f]{4}:[0-9a-f]{4}\b/i.test(rule) || /^allow\s+[0-9a-f]{4}:[0-9a-f]{4}\b/i.test(rule);
    const isOne = /\bserial\s+"[^"]+"/.test(rule) || /\bhash\s+"[^"]+"/.test(rule);
    if (!hasId || !isOne) return 'any';
    listed = true;
  }
  return listed ? 'listed-devices' : 'none';
}
