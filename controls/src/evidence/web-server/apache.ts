import type { IncludedFile } from '../included-files.ts';
import { unquoted } from '../included-files.ts';
import type { WebServer } from './schema.ts';

const maxPlaces = 20;

/** Conditions such as `IfModule` are taken to hold, and a section of one file does not reach into the next. */
export function apacheOf(files: readonly IncludedFile[]): NonNullable<WebServer['apache']> {
  const listings = new Set<string>();
  const trace: string[] = [];
  const last = new Map<string, string>();
  let isLoaded = false;
  let hasModules = false;
  for (const { path, content } of files) {
    const sections: string[] = [];
    for (const line of content.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
      const section = /^\s*<(\/?)(Directory|DirectoryMatch|Location|LocationMatch)\b\s*([^>]*)>/i.exec(line);
      if (section) {
        if (section[1] === '/') sections.pop();
        else sections.push(unquoted((section[3] ?? '').trim()));
        continue;
      }
      const [keyword = '', ...words] = line.trim().split(/\s+/);
      const name = keyword.toLowerCase();
      const first = unquoted(words[0] ?? '');
      if (name === 'loadmodule') {
        hasModules = true;
        isLoaded ||= first === 'autoindex_module';
      } else if (name === 'options' && words.some((word) => /^\+?(indexes|all)$/i.test(word))) {
        const place = sections.at(-1) ?? path;
        if (!/\/icons\/?$/.test(place)) listings.add(place.slice(0, 200));
      } else if (name === 'traceenable') trace.push(first.toLowerCase().slice(0, 200));
      else if (name === 'servertokens' || name === 'user') last.set(name, first.slice(0, 200));
    }
  }
  return {
    // Where nothing is loaded the modules are built in.
    autoindex: isLoaded || !hasModules,
    listings: [...listings].slice(0, maxPlaces),
    serverTokens: last.get('servertokens')?.toLowerCase() ?? null,
    trace: [...new Set(trace)].slice(0, maxPlaces),
    user: last.get('user') ?? null,
  };
}
