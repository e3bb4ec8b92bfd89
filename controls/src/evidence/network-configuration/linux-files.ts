import { ProbeError } from '@tenken/shared';
import { proxyAddress } from './proxy-address.ts';
import type { Proxy } from './schema.ts';

const resolverWord = /^\s*(?:nameserver|domain|search|sortlist|options)\b/;

/** `nameserver` lines of resolv.conf(5). @throws {ProbeError} `unparsable` where nothing is what may stand there */
export function parseResolvConf(text: string): string[] {
  const lines = text.split('\n');
  const written = lines.filter((line) => /^\s*[^\s#;]/.test(line));
  if (written.length > 0 && !written.some((line) => resolverWord.test(line))) {
    throw new ProbeError('unparsable', 'nothing that resolv.conf may say');
  }
  return lines.flatMap((line) => /^\s*nameserver\s+([0-9A-Fa-f:.%\w]{1,64})/.exec(line)?.[1] ?? []);
}

const assignment =
  /^\s*(?:export\s+)?((?:https?|ftp|all)_proxy|proxy|acquire::(?:https?|ftp)::proxy(?:::default)?)\s*[= ]\s*(\S.*?)\s*;?\s*$/i;

/**
 * Proxies in files of environment variables and of package managers: `http_proxy=…`, `HTTP_PROXY="…"` (SUSE),
 * `proxy=…` (dnf), `Acquire::http::Proxy "…";` (apt). A line that says there shall be none is left out.
 */
export function parseProxies(text: string, source: string): Proxy[] {
  return text.split('\n').flatMap((line): Proxy[] => {
    const value = assignment.exec(line)?.[2]?.replaceAll(/^["']|["']$/g, '');
    if (value === undefined || /^(?:|direct|false|none|_none_)$/i.test(value)) return [];
    const address = proxyAddress(value);
    return address === '' ? [] : [{ source, type: 'manual', address, enforced: null }];
  });
}
