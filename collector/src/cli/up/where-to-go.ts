import type { Language } from '@tenken/shared';
import type { Collector } from '../../server.ts';
import { setUpHint } from '../output/set-up-hint.ts';

/** Where all results can be read. @param file of the tables; null where there is none */
export function whereToRead(url: string, file: string | null, language: Language): string {
  const words = {
    ja: {
      head: 'すべての結果（--list を付けて起動するとここにも表示）',
      page: 'ページ   ',
      file: 'ファイル ',
    },
    en: { head: 'All results (here, too, when it is started with --list)', page: 'page', file: 'file' },
  }[language];
  const rows = [words.head, `  ${words.page} ${url}/findings`];
  return [...rows, ...(file === null ? [] : [`  ${words.file} ${file}`])].join('\n');
}

/** What somebody needs next, set apart from what was found: the page, the first administrator, other machines, the end. */
export function whereToGo(collector: Collector, language: Language): string {
  const { url, setUp, directory, outward } = collector;
  const authority = `${directory.authority}/authority.pem`;
  const page = {
    ja: `ページ  ${url}\n  ブラウザーの警告は、次の証明書を信頼すると消えます\n  ${authority}`,
    en: `page: ${url}\n  Trust this certificate to end the browser's warning:\n  ${authority}`,
  }[language];
  const command = outward?.kind === 'command' ? outward.command : null;
  const others = {
    ja: `今はこの機器からだけ接続できます。ほかの機器を加えるには、止めて次で起動します\n  ${command}`,
    en: `No other machine can connect. To add some, stop this and start it by\n  ${command}`,
  }[language];
  const stop = { ja: '終了  Ctrl-C', en: 'stop: Ctrl-C' }[language];
  return [
    page,
    ...(setUp ? [setUpHint(setUp, language)] : []),
    ...(command === null ? [] : [others]),
    stop,
  ].join('\n\n');
}
