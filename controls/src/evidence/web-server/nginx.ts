import type { IncludedFile } from '../included-files.ts';
import { nginxDirectives } from '../included-files.ts';
import type { WebServer } from './schema.ts';

const maxPlaces = 20;

/** What stands outside of blocks in an included file counts for all servers, as `conf.d` is included there. */
export function nginxOf(files: readonly IncludedFile[]): NonNullable<WebServer['nginx']> {
  const listings = new Set<string>();
  const others = new Set<string>();
  let serverTokens: string | null = null;
  let user: string | null = null;
  for (const [index, { path, content }] of files.entries()) {
    for (const { words, blocks } of nginxDirectives(content)) {
      const [name, value = ''] = words;
      const isGeneral = blocks.length === 0 ? index > 0 : blocks.length === 1 && blocks[0] === 'http';
      if (name === 'autoindex' && value === 'on') listings.add(path.slice(0, 200));
      if (name === 'user' && index === 0) user = value.slice(0, 200);
      if (name === 'server_tokens' && isGeneral) serverTokens = value.slice(0, 200);
      else if (name === 'server_tokens') others.add(value.slice(0, 200));
    }
  }
  return {
    listings: [...listings].slice(0, maxPlaces),
    serverTokens,
    otherTokens: [...others].slice(0, maxPlaces),
    user,
  };
}
