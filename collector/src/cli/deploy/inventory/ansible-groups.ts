import { own } from '@tenken/shared';
import { expandedNames } from './host-range.ts';
import type { StatedHost } from './inventory.ts';

/** What Ansible calls variables; only those that say how a host is reached are looked at. */
export type Variables = Readonly<Record<string, string>>;

type Group = { hosts: Map<string, Variables>; children: Set<string>; variables: Variables };

/** Longer chains of groups in groups are a circle. */
const deepest = 30;

/** The groups of an Ansible inventory, as its INI and its YAML form both state them. */
export class AnsibleGroups {
  readonly #groups = new Map<string, Group>();

  group(name: string): void {
    this.#of(name);
  }

  /** @param pattern a host or a range of hosts @throws {RangeError} */
  addHosts(group: string, pattern: string, variables: Variables): void {
    const { hosts } = this.#of(group);
    for (const name of expandedNames(pattern)) hosts.set(name, { ...hosts.get(name), ...variables });
  }

  addChild(group: string, child: string): void {
    this.#of(group).children.add(child);
    this.#of(child);
  }

  setVariables(group: string, variables: Variables): void {
    const found = this.#of(group);
    found.variables = { ...found.variables, ...variables };
  }

  /** Hosts in the order in which they were named. Nearer groups count before those above them. @throws {RangeError} */
  hosts(): StatedHost[] {
    const known = new Map<string, Variables>();
    for (const { hosts } of this.#groups.values()) {
      for (const [name, variables] of hosts) known.set(name, { ...known.get(name), ...variables });
    }
    return [...known].map(([name, variables]) => {
      const groups = this.#groupsOf(name);
      const inherited = groups.toReversed().map((group) => this.#of(group).variables);
      return statedHost(name, groups, Object.assign({}, ...inherited, variables) as Variables);
    });
  }

  /** The groups that name it first, then those above them; `all` is above every group. */
  #groupsOf(host: string): string[] {
    const found = [...this.#groups].filter(([, { hosts }]) => hosts.has(host)).map(([name]) => name);
    const near = new Set(found.filter((name) => name !== 'all'));
    let level = [...near];
    for (let depth = 0; level.length > 0; depth += 1) {
      if (depth > deepest) throw new RangeError('its groups hold each other');
      level = [...this.#groups]
        .filter(([, { children }]) => level.some((name) => children.has(name)))
        .map(([name]) => name);
      for (const name of level) if (name !== 'all') near.add(name);
    }
    return [...near, ...(this.#groups.has('all') ? ['all'] : [])];
  }

  #of(name: string): Group {
    const known = this.#groups.get(name);
    if (known) return known;
    const group: Group = { hosts: new Map(), children: new Set(), variables: {} };
    this.#groups.set(name, group);
    return group;
  }
}

/** Connections that are SSH by another name; the others are for Windows, containers and this machine. */
const bySsh = new Set(['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.netcommon.libssh']);

function statedHost(name: string, groups: readonly string[], variables: Variables): StatedHost {
  const told = (...names: string[]) => names.map((one) => own(variables, one)).find((value) => value);
  const connection = told('ansible_connection') ?? 'ssh';
  return {
    name,
    groups: groups.filter((group) => group !== 'all' && group !== 'ungrouped'),
    address: told('ansible_host', 'ansible_ssh_host'),
    port: told('ansible_port', 'ansible_ssh_port'),
    user: told('ansible_user', 'ansible_ssh_user'),
    key: told('ansible_ssh_private_key_file', 'ansible_private_key_file'),
    jump: told('tenken_jump'),
    label: told('tenken_label'),
    notBySsh: bySsh.has(connection)
      ? undefined
      : `the inventory reaches it by ${connection}; see deploy/windows.md for Windows`,
  };
}
