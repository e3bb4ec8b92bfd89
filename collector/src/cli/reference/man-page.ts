import type { CommandEntry, OptionEntry } from './command-tree.ts';

export type ManPage = { file: string; content: string };

/**
 * One page of section 1 for each command: `tenken-collector-run.1`.
 *
 * @param date of the commit, so that two builds are the same
 */
export function manPages(root: CommandEntry, release: { version: string; date: string }): ManPage[] {
  return [manPage(root, root, release), ...root.commands.flatMap((one) => pagesBelow(root, one, release))];
}

function pagesBelow(
  root: CommandEntry,
  entry: CommandEntry,
  release: { version: string; date: string },
): ManPage[] {
  return [manPage(root, entry, release), ...entry.commands.flatMap((one) => pagesBelow(root, one, release))];
}

function manPage(
  root: CommandEntry,
  entry: CommandEntry,
  { version, date }: { version: string; date: string },
): ManPage {
  const name = entry.path.join('-');
  const inherited = entry === root ? [] : root.options.filter(({ long }) => long === '--lang');
  const sections = [
    `.TH "${roff(name.toUpperCase())}" "1" "${date}" "Tenken ${roff(version)}" "Tenken"`,
    `.SH NAME\n${roff(name)} \\- ${roff(entry.description)}`,
    `.SH SYNOPSIS\n.B ${roff(entry.path.join(' '))}\n${synopsis(entry)}`,
    section(
      'ARGUMENTS',
      entry.arguments.map((one) => item(one.name, withChoices(one.description, one.choices))),
    ),
    section(
      'COMMANDS',
      entry.commands.map((one) =>
        item(one.path.at(-1) ?? '', `${one.description}; see ${one.path.join('-')}(1)`),
      ),
    ),
    section(
      'OPTIONS',
      [...entry.options, ...inherited].map((option) => item(option.flags, optionText(option))),
    ),
    entry.more === '' ? '' : `.SH NOTES\n.nf\n${entry.more.split('\n').map(roff).join('\n')}\n.fi`,
    seeAlso(entry),
  ];
  return { file: `${name}.1`, content: `${sections.filter((text) => text !== '').join('\n')}\n` };
}

function synopsis(entry: CommandEntry): string {
  const words = [
    ...(entry.options.length > 0 ? ['[options]'] : []),
    ...(entry.commands.length > 0 ? ['[command]'] : []),
    ...entry.arguments.map(({ name }) => name),
  ];
  return roff(words.join(' '));
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `.SH ${title}\n${items.join('\n')}`;
}

function item(term: string, text: string): string {
  return `.TP\n.B ${roff(term)}\n${roff(text === '' ? 'no description' : text)}`;
}

function optionText(option: OptionEntry): string {
  const more = [
    ...(option.otherwise === null ? [] : [`default: ${option.otherwise}`]),
    ...(option.variable === null ? [] : [`environment: ${option.variable}`]),
  ];
  const text = withChoices(option.description, option.value?.choices ?? []);
  return more.length === 0 ? text : `${text} (${more.join('; ')})`;
}

function withChoices(text: string, choices: readonly string[]): string {
  return choices.length === 0 ? text : `${text} [${choices.join(', ')}]`;
}

function seeAlso(entry: CommandEntry): string {
  const above = entry.path.slice(0, -1);
  const others = [
    ...(above.length === 0 ? [] : [above.join('-')]),
    ...entry.commands.map(({ path }) => path.join('-')),
  ];
  return others.length === 0
    ? ''
    : `.SH SEE ALSO\n${others.map((name) => `.BR ${roff(name)} (1)`).join(',\n')}`;
}

/** Text as roff takes it literally: a point or an apostrophe at the beginning of a line would be a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll(/^([.'])/gm, String.raw`\&$1`);
}
