import { own } from '@tenken/shared';

export const pamPhases = ['auth', 'account', 'password', 'session'] as const;
export type PamPhase = (typeof pamPhases)[number];

/** What libpam does with a module's answer; a number skips that many modules. */
export type PamAction = 'ok' | 'done' | 'bad' | 'die' | 'ignore' | 'reset' | number;

export type PamLine =
  | { kind: 'include'; phases: readonly PamPhase[]; service: string; substack: boolean }
  | ({ kind: 'module'; phases: readonly PamPhase[] } & PamModule);

export type PamModule = {
  /** File name without folder and `.so`, e.g. `pam_unix`. */
  module: string;
  args: string[];
  actions: ReadonlyMap<string, PamAction>;
  /** The line begins with `-`: a module that is not installed is passed over without a word. */
  mayBeMissing: boolean;
};

const keywords: Record<string, [string, PamAction][]> = {
  required: [
    ['success', 'ok'],
    ['new_authtok_reqd', 'ok'],
    ['ignore', 'ignore'],
    ['default', 'bad'],
  ],
  requisite: [
    ['success', 'ok'],
    ['new_authtok_reqd', 'ok'],
    ['ignore', 'ignore'],
    ['default', 'die'],
  ],
  sufficient: [
    ['success', 'done'],
    ['new_authtok_reqd', 'done'],
    ['default', 'ignore'],
  ],
  // OpenPAM, on macOS: ends the stack with success, counts as a failure otherwise.
  binding: [
    ['success', 'done'],
    ['new_authtok_reqd', 'done'],
    ['default', 'bad'],
  ],
  optional: [
    ['success', 'ok'],
    ['new_authtok_reqd', 'ok'],
    ['default', 'ignore'],
  ],
};

/**
 * The lines of one file below /etc/pam.d. Lines that libpam would refuse become `pam_deny`, as it does: a stack
 * with an error lets nobody in.
 *
 * @see https://man7.org/linux/man-pages/man5/pam.d.5.html
 */
export function parsePamFile(content: string): PamLine[] {
  const lines: PamLine[] = [];
  for (const line of content.replaceAll(/\\\r?\n/g, ' ').split('\n')) {
    const tokens = tokensOf(line);
    if (tokens.length === 0) continue;
    lines.push(...lineOf(tokens));
  }
  return lines;
}

/** Whether a line begins with no word that libpam knows: the file is damaged, or none of PAM's. */
export function hasOddLine(content: string): boolean {
  return content
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .some((line) => {
      const [first] = tokensOf(line);
      if (first === undefined || first === '@include') return false;
      const name = first.replace(/^-/, '').toLowerCase();
      return !pamPhases.some((phase) => phase === name);
    });
}

/** Words; what stands in brackets is one, without them. */
function tokensOf(line: string): string[] {
  const [text = ''] = line.split('#', 1);
  return [...text.matchAll(/\[((?:\\\]|[^\]])*)\]|(\S+)/g)].map(
    ([, bracketed, word]) => bracketed?.replaceAll('\\]', ']') ?? word ?? '',
  );
}

function lineOf([first = '', second = '', third = '', ...rest]: string[]): PamLine[] {
  if (first === '@include') {
    return second === '' ? [] : [{ kind: 'include', phases: pamPhases, service: second, substack: false }];
  }
  const mayBeMissing = first.startsWith('-');
  const name = (mayBeMissing ? first.slice(1) : first).toLowerCase();
  const phase = pamPhases.find((candidate) => candidate === name);
  if (!phase) return [];
  const control = second.toLowerCase();
  if (control === 'include' || control === 'substack') {
    return [{ kind: 'include', phases: [phase], service: third, substack: control === 'substack' }];
  }
  const actions = actionsOf(second);
  if (actions === null || third === '') return [denied(phase)];
  return [{ kind: 'module', phases: [phase], module: moduleName(third), args: rest, actions, mayBeMissing }];
}

function actionsOf(control: string): ReadonlyMap<string, PamAction> | null {
  const known = own(keywords, control.toLowerCase());
  if (known) return new Map(known);
  const actions = new Map<string, PamAction>();
  for (const pair of control.split(/\s+/).filter((part) => part !== '')) {
    const [, value = '', action = ''] = /^([a-z_]+)=(\w+)$/i.exec(pair) ?? [];
    const known = actionOf(action.toLowerCase());
    if (value === '' || known === null) return null;
    actions.set(value.toLowerCase(), known);
  }
  return actions.size === 0 ? null : actions;
}

function actionOf(word: string): PamAction | null {
  if (/^[1-9]\d{0,2}$/.test(word)) return Number(word);
  const words = ['ok', 'done', 'bad', 'die', 'ignore', 'reset'] as const;
  return words.find((candidate) => candidate === word) ?? null;
}

function moduleName(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.so(\.\d+)?$/, '')
    .slice(0, 64);
}

export function denied(phase: PamPhase): PamLine {
  return {
    kind: 'module',
    phases: [phase],
    module: 'pam_deny',
    args: [],
    actions: new Map(keywords['required']),
    mayBeMissing: false,
  };
}
