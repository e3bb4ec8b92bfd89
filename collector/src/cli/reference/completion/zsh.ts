import type { CommandEntry } from '../command-tree.ts';
import { choicesByOption, optionsWithValue, wordsByCommand } from './words.ts';
import type { Word } from './words.ts';

export function zshCompletion(root: CommandEntry): string {
  const all = wordsByCommand(root);
  const paths = all.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`);
  const cases = all.map(
    ({ path, words }) => `    '${path.join(' ')}')\n      described=(${words.map(described).join(' ')}) ;;`,
  );
  const values = choicesByOption(root).map(
    ({ option, words }) => `    ${option}) compadd -- ${words.join(' ')}; return ;;`,
  );
  return `#compdef tenken
# zsh completion for tenken, made by: tenken completion zsh
_tenken() {
  local -a commands described
  local typed='' word next
  commands=(${paths.join(' ')})
  case $words[CURRENT-1] in
${values.join('\n')}
    ${optionsWithValue(root).join('|')}) _files; return ;;
  esac
  for word in $words[2,CURRENT-1]; do
    next="\${typed:+$typed }$word"
    if (( \${commands[(Ie)$next]} )); then typed=$next; fi
  done
  case $typed in
${cases.join('\n')}
  esac
  _describe tenken described || _files
}
if [[ $funcstack[1] == _tenken ]]; then _tenken "$@"; else compdef _tenken tenken; fi
`;
}

/** A colon parts the word from what it is. */
function described({ word, description }: Word): string {
  return `'${`${word}:${description.replaceAll(':', String.raw`\:`)}`.replaceAll("'", String.raw`'\''`)}'`;
}
