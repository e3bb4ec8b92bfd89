import type { ScreenLock } from './schema.ts';

type Timeout = NonNullable<ScreenLock['shells']>['timeouts'][number];

const opens = /^(?:if|case|for|while|until|select|function)\b|\{$|\(\)\s*\{?$/;
const closes = /^(?:fi|esac|done)\b|^\}/;
const maxTimeouts = 50;

/**
 * What one start-up file of the Bourne shells does with TMOUT: `TMOUT=900`, `readonly TMOUT=900`,
 * `declare -xr TMOUT=900`, `export TMOUT`, `unset TMOUT`. A comment sets nothing. One entry per assignment, with
 * what later statements of the same file make of it.
 */
export function parseTmout(file: string, content: string): Timeout[] {
  const found: Timeout[] = [];
  let depth = 0;
  for (const line of content.replaceAll('\\\n', ' ').split('\n')) {
    const code = withoutComment(line).trim();
    if (code === '') continue;
    const branches = /&&|\|\|/.test(code);
    const before = found.length;
    for (const statement of code
      .split(/;|&&|\|\|/)
      .map((part) => part.trim().replace(/^(?:then|else|do)\s+/, ''))) {
      if (closes.test(statement)) depth = Math.max(0, depth - 1);
      if (found.length < maxTimeouts) apply(found, file, statement, depth > 0 || branches);
      if (opens.test(statement)) depth += 1;
    }
    // Named on the line, yet in no form that is understood, e.g. `case $- in *i*) TMOUT=0;; esac`: it must not vanish.
    if (found.length === before && /\bTMOUT=/.test(code) && found.length < maxTimeouts) {
      found.push({ file, seconds: null, readonly: false, exported: false, conditional: true });
    }
  }
  return found;
}

function apply(found: Timeout[], file: string, statement: string, conditional: boolean): void {
  const [command = '', ...words] = statement.split(/\s+/);
  const flags = words.filter((word) => word.startsWith('-')).join('');
  const declares = command === 'declare' || command === 'typeset';
  const readonly = command === 'readonly' || (declares && flags.includes('r'));
  const exported = command === 'export' || (declares && flags.includes('x'));
  if (command === 'unset' && words.includes('TMOUT')) {
    found.push({ file, seconds: 0, readonly: false, exported: false, conditional });
    return;
  }
  const known = readonly || exported || declares;
  for (const word of known ? words : [command]) {
    const assigned = /^TMOUT=(.*)$/.exec(word)?.[1];
    if (assigned !== undefined) {
      found.push({ file, seconds: seconds(assigned), readonly, exported, conditional });
    } else if (word === 'TMOUT') mark(found, readonly, exported, conditional);
  }
}

/** `readonly TMOUT` and `export TMOUT` on their own speak of the value set before. */
function mark(found: Timeout[], readonly: boolean, exported: boolean, conditional: boolean): void {
  const last = found.at(-1);
  if (!last || (conditional && !last.conditional)) return;
  last.readonly ||= readonly;
  last.exported ||= exported;
}

function seconds(word: string): number | null {
  const value = /^(["']?)(\d{1,9})\1$/.exec(word)?.[2];
  return value === undefined ? null : Number(value);
}

/** `#` starts a comment only at the beginning of a word and outside quotes. */
function withoutComment(line: string): string {
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (index === 0 || /\s/.test(line[index - 1] ?? ''))) {
      return line.slice(0, index);
    }
  }
  return line;
}
