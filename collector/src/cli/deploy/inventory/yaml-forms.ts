import { parse } from 'yaml';
import * as z from 'zod';
import { AnsibleGroups } from './ansible-groups.ts';
import type { Variables } from './ansible-groups.ts';
import { invalid } from './inventory.ts';
import type { StatedHost } from './inventory.ts';

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Settings = {
  user: Text.optional(),
  port: Text.optional(),
  key: Text.optional(),
  jump: Text.optional(),
  label: Text.optional(),
};
const OwnHost = z.union([
  z.string().transform((name) => ({ name, groups: [] as string[] })),
  z.strictObject({
    name: Text,
    address: Text.optional(),
    groups: z.array(Text).default([]),
    ...Settings,
  }),
]);
const OwnForm = z.strictObject({ defaults: z.strictObject(Settings).default({}), hosts: z.array(OwnHost) });

const AnsibleVariables = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((values): Variables => {
    const plain = Object.entries(values ?? {}).filter(([, value]) => isScalar(value));
    return Object.fromEntries(plain.map(([name, value]) => [name, String(value)]));
  });
type AnsibleGroup = {
  hosts?: Record<string, Variables> | null | undefined;
  children?: Record<string, AnsibleGroup | null> | null | undefined;
  vars?: Variables | undefined;
};
const AnsibleGroup: z.ZodType<AnsibleGroup> = z.strictObject({
  hosts: z.record(z.string(), AnsibleVariables).nullish(),
  get children() {
    return z.record(z.string(), z.nullable(AnsibleGroup)).nullish();
  },
  vars: AnsibleVariables.optional(),
});
const AnsibleForm = z.record(z.string(), z.nullable(AnsibleGroup));

/**
 * Tenken's own list (`hosts:` with a list below) or Ansible's YAML form (groups with hosts, children and vars below).
 *
 * @throws {TenkenError} `targets-invalid` with the place
 */
export function yamlForms(text: string, path: string): StatedHost[] {
  let content: unknown;
  try {
    // Tags would make objects of other kinds; plain data is all that an inventory needs.
    content = parse(text, { schema: 'core', maxAliasCount: 50, prettyErrors: true });
  } catch (cause) {
    throw invalid(path, `it is no YAML: ${(cause as Error).message.split('\n')[0]}`, cause);
  }
  return isOwn(content) ? ownHosts(content, path) : ansibleHosts(content, path);
}

function isOwn(content: unknown): boolean {
  return (
    typeof content === 'object' && content !== null && Array.isArray((content as { hosts?: unknown }).hosts)
  );
}

function ownHosts(content: unknown, path: string): StatedHost[] {
  const parsed = OwnForm.safeParse(content);
  if (!parsed.success) throw invalid(path, firstFault(parsed.error));
  const { defaults, hosts } = parsed.data;
  return hosts.map((host) => ({ ...defaults, ...host }));
}

function ansibleHosts(content: unknown, path: string): StatedHost[] {
  const parsed = AnsibleForm.safeParse(content);
  if (!parsed.success) throw invalid(path, firstFault(parsed.error));
  const groups = new AnsibleGroups();
  try {
    for (const [name, group] of Object.entries(parsed.data)) take(groups, name, group);
    return groups.hosts();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid(path, error.message, error);
  }
}

function take(groups: AnsibleGroups, name: string, group: AnsibleGroup | null): void {
  groups.group(name);
  if (group?.vars) groups.setVariables(name, group.vars);
  for (const [pattern, variables] of Object.entries(group?.hosts ?? {})) {
    groups.addHosts(name, pattern, variables);
  }
  for (const [child, below] of Object.entries(group?.children ?? {})) {
    groups.addChild(name, child);
    take(groups, child, below);
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function firstFault(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  return `${place === '' ? 'it' : place} does not fit: ${issue?.message ?? 'it is no inventory'}`;
}
