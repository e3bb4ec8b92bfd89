import type { CommandEntry, OptionEntry } from '../command-tree.ts';
import { everyCommand } from '../command-tree.ts';

export function fishCompletion(root: CommandEntry): string {
  const all = everyCommand(root);
  const paths = all.slice(1).map(({ path }) => `'${path.slice(1).join('/')}'`);
  const lines = all.flatMap((entry) => {
    const when = `-n 'test (__tenken_typed) = /${entry.path.slice(1).join('/')}'`;
    const commands = entry.commands.map(
      ({ path, description }) => `complete -c tenken ${when} -f -a ${path.at(-1)} -d ${quoted(description)}`,
    );
    return [
      ...commands,
      ...entry.options.map((option) => `complete -c tenken ${when} ${optionLine(option)}`),
    ];
  });
  return `# fish completion for tenken, made by: tenken completion fish
function __tenken_typed
    set -l commands ${paths.join(' ')}
    set -l typed
    set -l words (commandline -opc)
    for word in $words[2..-1]
        set -l next (string join / -- $typed $word)
        if contains -- "$next" $commands
            set typed $typed $word
        end
    end
    echo /(string join / -- $typed)
end
complete -c tenken -l lang -x -a 'ja en' -d 'language of text for people'
complete -c tenken -l help -s h -d 'display help for command'
${lines.join('\n')}
`;
}

function optionLine({ long, short, description, value }: OptionEntry): string {
  const names = [
    ...(long === null ? [] : [`-l ${long.slice(2)}`]),
    ...(short === null ? [] : [`-s ${short.slice(1)}`]),
  ].join(' ');
  const given =
    value === null
      ? ''
      : value.choices.length > 0
        ? ` -x -a ${quoted(value.choices.join(' '))}`
        : value.isOptional
          ? ''
          : ' -r';
  return `${names}${given} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
