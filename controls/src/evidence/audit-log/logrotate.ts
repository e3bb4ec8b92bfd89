import { own, ProbeError } from '@tenken/shared';

/** How long logrotate keeps a file's history. */
export type Rotation = {
  /** Old files that are kept; −1 never removes any. */
  count: number;
  periodDays: number;
  maxAgeDays: number | null;
  /** It rotates by size, whatever time has passed. */
  bySize: boolean;
};

const periods: Record<string, number> = { hourly: 1 / 24, daily: 1, weekly: 7, monthly: 30, yearly: 365 };

/** Without any setting logrotate keeps none and rotates weekly. */
export const defaultRotation: Rotation = { count: 0, periodDays: 7, maxAgeDays: null, bySize: false };

export type RotationRules = { defaults: Rotation; blocks: { patterns: string[]; rotation: Rotation }[] };

/**
 * A file of logrotate: settings that hold from there on, and blocks for files. Scripts inside of blocks are text.
 * `include` is left to whoever reads the files.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseLogrotate(text: string, inherited: Rotation = defaultRotation): RotationRules {
  let defaults = inherited;
  const blocks: RotationRules['blocks'] = [];
  let patterns: string[] = [];
  let inside: Rotation | null = null;
  let inScript = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (inScript) {
      inScript = line !== 'endscript';
      continue;
    }
    if (line === '' || line.startsWith('#')) continue;
    if (/^(?:pre|post|first|last)(?:rotate|action)$|^preremove$/.test(line)) inScript = true;
    else if (inside !== null) {
      if (line.startsWith('}')) {
        blocks.push({ patterns, rotation: inside });
        patterns = [];
        inside = null;
      } else inside = withSetting(inside, line);
    } else if (/^["']?\//.test(line) || line.startsWith('{')) {
      const names = line.replace(/\{.*$/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
      patterns.push(...names.map((name) => name.replaceAll(/^["']|["']$/g, '')));
      if (line.includes('{')) inside = defaults;
    } else if (/^[A-Za-z}]/.test(line)) defaults = withSetting(defaults, line);
    // logrotate leaves the rest of such a file out: how long it keeps anything is not known.
    else throw new ProbeError('unparsable', 'a line that is no setting of logrotate');
  }
  return { defaults, blocks };
}

function withSetting(rotation: Rotation, line: string): Rotation {
  const [, word = '', value = ''] = /^(\w+)(?:[\s=]+(\S+))?/.exec(line) ?? [];
  const number = /^-?\d{1,6}$/.test(value) ? Number(value) : null;
  // A number after `weekly` or `monthly` is a day.
  const periodDays = own(periods, word);
  if (periodDays !== undefined) return { ...rotation, periodDays, bySize: false };
  if (word === 'rotate' && number !== null) return { ...rotation, count: number };
  if (word === 'maxage' && number !== null) return { ...rotation, maxAgeDays: number };
  if (word === 'size') return { ...rotation, bySize: true };
  // `maxsize` rotates earlier than the period says; `minsize` only later.
  if (word === 'maxsize') return { ...rotation, bySize: true };
  return rotation;
}

/** The rules for one file: the first block that names it. */
export function rotationOf(blocks: RotationRules['blocks'], path: string): Rotation | null {
  return blocks.find(({ patterns }) => patterns.some((pattern) => fits(pattern, path)))?.rotation ?? null;
}

function fits(pattern: string, path: string): boolean {
  const source = pattern
    .split(/([*?])/)
    .map((part) =>
      part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`),
    );
  return new RegExp(`^${source.join('')}$`).test(path);
}

/** Days for which records are certainly kept; null = no number of days decides. */
export function keptDays({ count, periodDays, maxAgeDays, bySize }: Rotation): number | null {
  if (bySize) return maxAgeDays;
  const days = count < 0 ? null : count * periodDays;
  if (days === null) return maxAgeDays;
  return maxAgeDays === null ? days : Math.min(days, maxAgeDays);
}
