import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { jumpAddress, sshAddress } from '@tenken/agent';
import type { SshAddress } from '@tenken/agent';
import { TenkenError } from '@tenken/shared';

/** One machine of a roll-out. */
export type InventoryHost = {
  /** As the inventory calls it, unique. */
  name: string;
  address: SshAddress;
  /** Groups it is in, those above them too. */
  groups: readonly string[];
  /** Put on the host at the collector when it enrols. */
  label: string;
  keyFile: string | null;
  jump: SshAddress | null;
  /** Why it cannot be reached over SSH, such as a Windows machine of an Ansible inventory. */
  notBySsh: string | null;
};

/** What the formats say of a host, before anything of it is believed. */
export type StatedHost = {
  name: string;
  groups: readonly string[];
  address?: string | undefined;
  port?: string | undefined;
  user?: string | undefined;
  key?: string | undefined;
  jump?: string | undefined;
  label?: string | undefined;
  notBySsh?: string | undefined;
};

export const maxHosts = 20_000;
const nameForm = /^[A-Za-z0-9_.:-]{1,253}$/;
const longestLabel = 100;

/** Who signs in where the inventory does not say. */
export type Defaults = { user: string };

/** @throws {TenkenError} `targets-invalid` */
export function checkedHosts(
  stated: readonly StatedHost[],
  path: string,
  defaults: Defaults,
): InventoryHost[] {
  if (stated.length === 0) throw invalid(path, 'it names no host');
  if (stated.length > maxHosts) throw invalid(path, `it names more than ${maxHosts} hosts`);
  const names = new Set<string>();
  return stated.map((host) => {
    if (!nameForm.test(host.name)) throw invalid(path, `${shown(host.name)} is no name of a host`);
    if (names.has(host.name)) throw invalid(path, `${host.name} stands in it twice`);
    names.add(host.name);
    return checked(host, path, defaults);
  });
}

function checked(host: StatedHost, path: string, defaults: Defaults): InventoryHost {
  const label = host.label?.trim() ?? '';
  if (label.length > longestLabel) {
    throw invalid(path, `${host.name}: a label has at most ${longestLabel} characters`);
  }
  try {
    return {
      name: host.name,
      address: addressOf(host, defaults),
      groups: [...new Set(host.groups)],
      label,
      keyFile: host.key === undefined || host.key === '' ? null : keyPath(host.key, path),
      jump: host.jump === undefined || host.jump === '' ? null : jumpAddress(host.jump),
      notBySsh: host.notBySsh ?? null,
    };
  } catch (error) {
    if (!(error instanceof TenkenError)) throw error;
    throw invalid(path, `${host.name}: ${error.message.replace(/\.$/, '')}`);
  }
}

/** `~` is the user's home, as in ssh_config; other paths are as seen from the inventory's folder. */
function keyPath(key: string, inventory: string): string {
  return key.startsWith('~/') ? join(homedir(), key.slice(2)) : resolve(dirname(inventory), key);
}

function addressOf({ name, address, port, user }: StatedHost, defaults: Defaults): SshAddress {
  const host = address === undefined || address === '' ? name : address;
  if (host.startsWith('ssh://')) return sshAddress(host);
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const as = encodeURIComponent(user === undefined || user === '' ? defaults.user : user);
  const at = port === undefined || port === '' ? '' : `:${port}`;
  return sshAddress(`ssh://${as}@${bracketed}${at}`);
}

export function invalid(path: string, what: string, cause?: unknown): TenkenError {
  return new TenkenError('targets-invalid', `${path}: ${what}.`, cause === undefined ? {} : { cause });
}

/** Text of a file that somebody named, safe and short enough for a message. */
export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
