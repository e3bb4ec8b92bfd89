import type { CommandEntry } from '../command-tree.ts';
import { choicesByOption, optionsWithValue, wordsByCommand } from './words.ts';

export function bashCompletion(root: CommandEntry): string {
  const all = wordsByCommand(root);
  const paths = all.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`);
  const cases = all.map(
    ({ path, words }) => `    '${path.join(' ')}') words='${words.map(({ word }) => word).join(' ')}' ;;`,
  );
  const values = choicesByOption(root).map(
    ({ option, words }) =>
      `    ${option}) mapfile -t COMPREPLY < <(compgen -W '${words.join(' ')}' -- "$current"); return ;;`,
  );
  return `# bash completion for tenken, made by: tenken completion bash
_tenken() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local typed='' words='' word next known
  local -a commands=(${paths.join(' ')})
  case $before in
${values.join('\n')}
    ${optionsWithValue(root).join('|')})
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${typed:+$typed }$word"
    for known in "\${commands[@]}"; do
      if [[ $known == "$next" ]]; then typed=$next; break; fi
    done
  done
  case $typed in
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  if [[ \${#COMPREPLY[@]} -eq 0 ]]; then mapfile -t COMPREPLY < <(compgen -f -- "$current"); fi
}
complete -o filenames -F _tenken tenken
`;
}
