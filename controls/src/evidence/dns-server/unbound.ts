import { unquoted } from '../included-files.ts';
import type { DnsServer } from './schema.ts';

const maxLines = 100;

/** `access-control: 10.0.0.0/8 allow`, wherever it stands. */
export function unboundOf(contents: readonly string[]): NonNullable<DnsServer['unbound']> {
  const access = contents.flatMap((content) =>
    [...content.matchAll(/^[ \t]*(?:interface-action|access-control):[ \t]*(\S+)[ \t]+(\w+)/gm)].map(
      ([, network = '', action = '']) => ({
        network: unquoted(network).slice(0, 256),
        action: action.slice(0, 50),
      }),
    ),
  );
  return { access: access.slice(0, maxLines), truncated: access.length > maxLines };
}

/** `include: "FILE"` and `include-toplevel: FILE`. */
export function unboundIncludes(content: string): string[] {
  return [...content.matchAll(/^[ \t]*include(?:-toplevel)?:[ \t]*(\S+)/gm)].map(([, name = '']) =>
    unquoted(name),
  );
}
