import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readText } from '../text-file.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { WebServer } from './schema.ts';

const path = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config';
const maxPlaces = 20;

export async function readWindows(host: Host): Promise<WebServer> {
  const unread: Unread[] = [];
  const iis = await readPart(unread, 'iis', null, async () => {
    try {
      return iisOf(await readText(host, path, 4 * 1024 * 1024));
    } catch (error) {
      if (isProbeError(error, 'not-found')) return null;
      throw error;
    }
  });
  return { unread, apache: null, nginx: null, iis };
}

/** Settings stand in `location` elements, or outside of them for every site. */
export function iisOf(xml: string): NonNullable<WebServer['iis']> {
  const listings = new Set<string>();
  let place = '';
  let removed: boolean | null = null;
  for (const [whole, location, attributes = ''] of xml
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .matchAll(/<\/location\s*>|<(location|directoryBrowse|requestFiltering)\b([^>]*)>/g)) {
    if (location === undefined) place = '';
    else if (location === 'location') place = attributeOf(attributes, 'path') ?? '';
    else if (location === 'directoryBrowse') {
      if (attributeOf(attributes, 'enabled')?.toLowerCase() === 'true') listings.add(place.slice(0, 200));
    } else if (whole !== '') {
      const value = attributeOf(attributes, 'removeServerHeader')?.toLowerCase();
      // One place that shows it is enough.
      if (value === 'false') removed = false;
      else if (value === 'true' && place === '') removed ??= true;
    }
  }
  return { listings: [...listings].slice(0, maxPlaces), serverHeaderRemoved: removed };
}

function attributeOf(attributes: string, name: string): string | null {
  return new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`).exec(attributes)?.[1] ?? null;
}
