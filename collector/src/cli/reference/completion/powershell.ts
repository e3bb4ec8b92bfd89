import type { CommandEntry } from '../command-tree.ts';
import { choicesByOption, optionsWithValue, wordsByCommand } from './words.ts';

/** For Windows PowerShell 5.1 too, which reads a script without a byte-order mark in its own code page: ASCII only. */
export function powershellCompletion(root: CommandEntry): string {
  const table = wordsByCommand(root).map(
    ({ path, words }) => `    '${path.join(' ')}' = @(${words.map(({ word }) => `'${word}'`).join(', ')})`,
  );
  const values = choicesByOption(root).map(
    ({ option, words }) => `    '${option}' = @(${words.map((word) => `'${word}'`).join(', ')})`,
  );
  const plain = optionsWithValue(root).map((option) => `'${option}'`);
  return `# PowerShell completion for tenken, made by: tenken completion powershell
Register-ArgumentCompleter -Native -CommandName tenken -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = @{
${table.join('\n')}
  }
  $choices = @{
${values.join('\n')}
  }
  $valued = @(${plain.join(', ')})
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -ne '' -and $typed.Count -gt 0) { $typed = @($typed | Select-Object -SkipLast 1) }
  $path = ''
  foreach ($word in $typed) {
    $next = ($path + ' ' + $word).Trim()
    if ($table.ContainsKey($next)) { $path = $next }
  }
  $last = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  if ($valued -contains $last) { return }
  $words = if ($choices.ContainsKey($last)) { $choices[$last] } else { $table[$path] }
  $words | Where-Object { $_.StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
