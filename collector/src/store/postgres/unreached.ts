import type { Text } from '@tenken/shared';
import type { Asked } from './refusals.ts';

/** What to do where no server has answered, or where one that has serves nobody at present. @param code of the error */
export function networkAdvice(code: string, { host, port, said }: Asked): Text {
  if (code === 'ECONNREFUSED') {
    return {
      ja: `${host} のポート ${port} で待ち受けているものがありません（ECONNREFUSED）。PostgreSQL が動いていること、このアドレスで待ち受けていること（listen_addresses）、ポート番号を確かめてください。`,
      en: `nothing listens on port ${port} of ${host} (ECONNREFUSED). Check that PostgreSQL runs, that it listens at this address (listen_addresses), and the port.`,
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      ja: `名前 ${host} のアドレスが見つかりません（${code}）。名前の綴りと、このマシンのDNSまたは hosts ファイルを確かめてください。`,
      en: `the name ${host} has no address here (${code}). Check how it is written, and the DNS or the hosts file of this machine.`,
    };
  }
  if (isSilent(code, said)) {
    return {
      ja: `${host} のポート ${port} から応答がありません（${said}）。サーバーが動いていることと、間のネットワークとファイアウォールを確かめてください。`,
      en: `there is no answer from port ${port} of ${host} (${said}). Check that the server runs, and the network and firewalls between.`,
    };
  }
  return {
    ja: `${said}。サーバーが動いていることと、このマシンから接続できることを確かめてください。`,
    en: `${said.replace(/\.$/, '')}. Check that it runs and is reached from here.`,
  };
}

function isSilent(code: string, said: string): boolean {
  return /^E(TIMEDOUT|HOSTUNREACH|NETUNREACH)$/.test(code) || /timeout/i.test(said);
}
