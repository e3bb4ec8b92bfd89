import { everyCommand } from '../command-tree.ts';
import type { CommandEntry, OptionEntry } from '../command-tree.ts';

/** Something that can be typed next. */
export type Word = { word: string; description: string };

/** What may stand after a command, by the words of its path without `tenken`. */
export function wordsByCommand(root: CommandEntry): { path: readonly string[]; words: Word[] }[] {
  const help = { word: '--help', description: 'display help for command' };
  const language = root.options.filter(({ long }) => long === '--lang').flatMap(typed);
  return everyCommand(root).map((entry) => {
    const own = [
      ...entry.commands.map(({ path, description }) => ({ word: path.at(-1) ?? '', description })),
      ...entry.arguments.flatMap(({ choices, description }) =>
        choices.map((word) => ({ word, description })),
      ),
      ...entry.options.flatMap(typed),
    ];
    const more = [...language, help].filter(({ word }) => own.every((one) => one.word !== word));
    return { path: entry.path.slice(1), words: [...own, ...more] };
  });
}

/** Values of options that come out of a closed list; an option of one name has one list in all commands that name it. */
export function choicesByOption(root: CommandEntry): { option: string; words: readonly string[] }[] {
  const known = new Map<string, readonly string[]>();
  for (const { options } of everyCommand(root)) {
    for (const { long, value } of options) {
      if (long === null || value === null || value.choices.length === 0) continue;
      known.set(long, [...new Set([...(known.get(long) ?? []), ...value.choices])]);
    }
  }
  return [...known].map(([option, words]) => ({ option, words }));
}

/** Options that a value has to follow, mostly a file. */
export function optionsWithValue(root: CommandEntry): string[] {
  const chosen = new Set(choicesByOption(root).map(({ option }) => option));
  const names = everyCommand(root).flatMap(({ options }) =>
    options.filter(({ value }) => value !== null && !value.isOptional).flatMap(({ long }) => long ?? []),
  );
  return [...new Set(names)].filter((name) => !chosen.has(name)).toSorted();
}

function typed({ long, short, description }: OptionEntry): Word[] {
  return [long, short].filter((word) => word !== null).map((word) => ({ word, description }));
}
