import { own, ProbeError } from '@tenken/shared';

export type ZypperItem = Record<string, string> & { repository: string };

/**
 * The `<update …>` and `<repo …>` elements of `zypper --xmlout`, their attributes by name. Filters given on the
 * command line are ignored with `--xmlout`, so everything is read and the caller chooses.
 */
export function parseZypper(xml: string, element: 'update' | 'repo'): ZypperItem[] {
  if (!/<stream[\s>]/.test(xml) || !xml.includes('</stream>')) {
    throw new ProbeError('unparsable', 'zypper gives no complete XML stream');
  }
  const items: ZypperItem[] = [];
  for (const part of xml.split(`<${element} `).slice(1)) {
    const head = part.slice(0, part.indexOf('>') + 1);
    const attributes = [...head.matchAll(/([\w-]{1,50})="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      unescaped(value),
    ]);
    const repository = unescaped(/<source [^>]*?alias="([^"]*)"/.exec(part)?.[1] ?? '');
    items.push({ ...(Object.fromEntries(attributes) as Record<string, string>), repository });
  }
  return items;
}

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|apos|amp);/g, (entity) => own(entities, entity) ?? entity);
}
