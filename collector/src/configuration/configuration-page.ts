import { aboutKey, defaultOf, flagOf, groups, keys, variableOf } from './configuration.ts';
import type { Key } from './configuration.ts';

/** `shared/docs/configuration.md`, made from the schema that the collector itself reads. */
export function configurationPage(): string {
  return `# Configuration of the collector

Generated from \`collector/src/configuration/configuration.ts\`; do not edit.

\`tenken collector run\` and \`tenken up\` (\`npm start\`) take each key from three places: a flag on the command line goes before the environment, that before the file. \`--config FILE\`, or TENKEN_CONFIG, names the file; without it there is none. It is TOML with the keys below, no sections but \`[limit]\`:

\`\`\`toml
listen = "0.0.0.0"
agent_listen = "0.0.0.0"
public_name = "tenken.example.jp"
trusted_proxy = ["192.0.2.10"]

[limit]
reportsPerMinute = 12
\`\`\`

- \`tenken up\` has other defaults for three of them: \`agent_port\` is one more than \`port\`, \`agent_listen\` is \`listen\`, and \`log_level\` is \`warn\`.
- A key that does not exist is refused, with the one that is nearest; so is a variable that differs from one of these by a letter or two.
- In the environment a list is parted by commas, or is a JSON array where a value holds commas itself; an empty variable counts as none. \`limit\` is taken together name by name, every other key is taken whole from the first place that has it.
- Paths in the file are relative to the file, others to the current folder. \`credential:NAME\` is the file NAME that systemd hands over by LoadCredential=.
- Passwords and keys stand in files of their own, never in this one. A secret that others than its owner and group can read, or that its group can write, is refused; so is a configuration that everybody can write.
- Kubernetes sets variables such as TENKEN_PORT for a service called \`tenken\`: \`enableServiceLinks: false\` keeps them away.

${groups.map((group) => section(group)).join('\n\n')}
`;
}

function section(group: string): string {
  const rows = keys.filter((key) => aboutKey(key).group === group).map(row);
  const title = `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
  return `## ${title}

| key | flag | variable | default | what it is |
|---|---|---|---|---|
${rows.join('\n')}`;
}

function row(key: Key): string {
  const { value, text, many, otherwise } = aboutKey(key);
  const fixed = defaultOf(key);
  const unless = fixed === undefined ? (otherwise ?? 'none') : `\`${fixed}\``;
  const more = many === undefined ? '' : `; a ${many} in the file, and the flag may come more than once`;
  return `| \`${key}\` | \`${flagOf(key)} <${value}>\` | \`${variableOf(key)}\` | ${unless} | ${text}${more} |`;
}
