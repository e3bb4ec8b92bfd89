import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { webServer } from '../../evidence/web-server/index.ts';
import type { WebServer } from '../../evidence/web-server/schema.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';
import { listenersOfKind, shownListeners } from '../other-listeners.ts';
import { unreadPart } from '../unread-part.ts';

type Weakness = { reason: string; shown: string };

const servers = {
  ports: [80, 443, 8080],
  programs: ['apache2', 'httpd', 'nginx', 'lighttpd', 'caddy', 'w3wp'],
};

export const webServerHardened = defineControl({
  id: 'web-server-hardened',
  title: text(
    'Webサーバーがファイルの一覧や版を見せず、不要な機能を切っている',
    'Web servers show neither file lists nor versions',
  ),
  description: text(
    'ネットワークに待ち受けるApache、nginx、IISが、フォルダーの中のファイルの一覧と版の番号を見せず、TRACEに答えず（Apache）、rootで動かないことを、設定とそれが取り込むファイルから確かめる。.htaccess とIISのサイトごとの web.config、コンテンツそのもの、ほかの製品は見ない。TLSは別の管理策による。',
    'Apache, nginx and IIS that listen on the network show neither lists of files nor their version, do not answer TRACE (Apache) and do not run as root: by their configuration and what it includes. .htaccess, the web.config of sites, contents and other products are not looked at. TLS belongs to another control.',
  ),
  needs: { web: webServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    hardened: text('ファイルの一覧も版も見せない。', 'It shows neither.'),
    'no-web-server': text('Webサーバーは待ち受けていない。', 'No web server listens.'),
    'lists-files': text(
      'フォルダーの中のファイルの一覧を見せる設定がある。',
      'Lists of files are shown for some folder.',
    ),
    'answers-trace': text('TRACEに答える。', 'TRACE is answered.'),
    'runs-as-root': text('rootで動く設定である。', 'It is set to run as root.'),
    'shows-version': text('版の番号を見せる。', 'Its version is shown.'),
    'other-product': text(
      '設定を読めない製品がWebの口で待ち受けている。その設定を人が確認する。',
      'A product listens on a port of the web whose settings are not read. Check them.',
    ),
    'too-many': text('待受けが多すぎて、すべては記録されていない。', 'More listen than are listed.'),
  },
  remediation: {
    linux: text(
      'Apacheは Options から Indexes を除き、ServerTokens Prod と TraceEnable Off を書く。nginxは autoindex を消し、http に server_tokens off を書く。',
      'For Apache take Indexes out of Options and write ServerTokens Prod and TraceEnable Off. For nginx remove autoindex and write server_tokens off into http.',
    ),
    windows: text(
      'IISマネージャーで「ディレクトリの参照」を無効にし、applicationHost.config の requestFiltering に removeServerHeader="true" を書く。',
      'In IIS Manager disable Directory Browsing, and write removeServerHeader="true" into requestFiltering of applicationHost.config.',
    ),
    macos: text(
      '不要なら `sudo apachectl stop` で止める。必要ならLinuxと同じように設定する。',
      'Stop it with `sudo apachectl stop` where it is not needed. Else set it as on Linux.',
    ),
  },
  evaluate({ web, listening }, { unseenLeftToPeople }) {
    const expected = text(
      'ファイルの一覧と版を見せず、TRACEに答えず、rootで動かない',
      'no lists of files, no version, no TRACE, not as root',
    );
    const listeners = listenersOfKind(listening, servers);
    const listens = shownListeners(listeners);
    const observed = text(listens || '待受けなし', listens || 'nothing listens');
    if (listeners.length === 0) {
      return listening.truncated
        ? { outcome: 'unknown', reason: 'too-many', observed, expected }
        : { outcome: 'not-applicable', reason: 'no-web-server', observed, expected };
    }
    const products = new Set(listeners.map(({ program }) => productOf(program?.toLowerCase() ?? null, web)));
    const found = [...products].flatMap((product) => weaknessesOf(product, web));
    const [first] = found;
    if (first) {
      const shown = found.slice(0, 6).map((one) => one.shown);
      return {
        outcome: 'fail',
        reason: first.reason,
        observed: text(shown.join('、'), shown.join(', ')),
        expected,
      };
    }
    const failed = unreadPart(web.unread, ['apache', 'nginx', 'iis']);
    if (failed) return { ...failed, expected };
    if (products.has(null) && !(unseenLeftToPeople && products.size > 1)) {
      const outcome = unseenLeftToPeople ? 'not-applicable' : 'unknown';
      return { outcome, reason: 'other-product', observed, expected };
    }
    return { outcome: 'pass', reason: 'hardened', observed, expected };
  },
});

type Product = 'apache' | 'nginx' | 'iis';

/** The kernel of Windows listens for IIS, without a program; null = settings that are not read. */
function productOf(program: string | null, { apache, nginx, iis }: WebServer): Product | null {
  if (iis) return program === null || program === 'system' || program.startsWith('w3wp') ? 'iis' : null;
  if (program === 'apache2' || program?.startsWith('httpd')) return apache && 'apache';
  if (program === 'nginx') return nginx && 'nginx';
  if (program !== null) return null;
  return apache && nginx ? null : apache ? 'apache' : nginx && 'nginx';
}

function weaknessesOf(product: Product | null, { apache, nginx, iis }: WebServer): Weakness[] {
  const found: Weakness[] = [];
  const tell = (reason: string, shown: string) => found.push({ reason, shown });
  if (product === 'apache' && apache) {
    if (apache.autoindex) {
      for (const place of apache.listings) tell('lists-files', `Options Indexes ${place}`);
    }
    // Not written it answers.
    if (apache.trace.length === 0 || apache.trace.some((word) => word !== 'off')) {
      tell('answers-trace', `TraceEnable ${apache.trace.join('/') || '-'}`);
    }
    if (apache.user === 'root' || apache.user === '#0') tell('runs-as-root', `User ${apache.user}`);
    if (!['prod', 'productonly'].includes(apache.serverTokens ?? '')) {
      tell('shows-version', `ServerTokens ${apache.serverTokens ?? '-'}`);
    }
  }
  if (product === 'nginx' && nginx) {
    for (const place of nginx.listings) tell('lists-files', `autoindex on ${place}`);
    if (nginx.user === 'root') tell('runs-as-root', 'user root');
    const tokens = [nginx.serverTokens ?? 'on', ...nginx.otherTokens];
    if (tokens.some((word) => word === 'on' || word === 'build')) {
      tell('shows-version', `server_tokens ${[...new Set(tokens)].join('/')}`);
    }
  }
  if (product === 'iis' && iis) {
    for (const place of iis.listings) tell('lists-files', `directoryBrowse ${place || '*'}`);
    if (iis.serverHeaderRemoved !== true) tell('shows-version', 'removeServerHeader');
  }
  return found;
}
