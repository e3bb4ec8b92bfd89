import { send } from '../../support/https.ts';

export type Ask = (path: string) => Promise<Record<string, unknown>>;

/** What each page of results asks for, with filters that let many through, few, and none. */
export async function dashboardQueries(ask: Ask): Promise<Record<string, string>> {
  const { groups } = (await ask('/groups?by=label')) as { groups: { id: string }[] };
  const { hosts } = (await ask('/hosts?sort=-failures&limit=1')) as { hosts: { id: string }[] };
  const { controls } = (await ask('/controls')) as {
    controls: { id: string; outcomes: { fail?: number } }[];
  };
  const failing = controls.toSorted((a, b) => (b.outcomes.fail ?? 0) - (a.outcomes.fail ?? 0))[0]?.id;
  const [large, small] = [groups[0], groups.at(-1)].map((group) => encodeURIComponent(group?.id ?? ''));
  const host = hosts[0]?.id;
  const first = (await ask(`/findings?control=${failing}&outcome=fail&limit=100`)) as { next: string };
  return {
    overview: '/overview',
    checklist: '/checklists/nwsystem',
    controls: '/controls',
    control: `/controls/${failing}`,
    'heat map by department': '/heat-map?by=label',
    'heat map by system': '/heat-map?by=system',
    trend: '/trend?days=90',
    'trend of a control': `/trend?days=90&control=${failing}`,
    due: '/due?days=30',
    changes: '/changes?limit=100',
    'changes of a control': `/controls/${failing}/comparison?limit=100`,
    'hosts by name': '/hosts?limit=100',
    'hosts by failures': '/hosts?limit=100&sort=-failures',
    'hosts of a large department': `/hosts?limit=100&label=${large}&sort=-failures`,
    'hosts of a small department': `/hosts?limit=100&label=${small}&outcome=fail&sort=lastReportAt`,
    'silent hosts': '/hosts?limit=100&contact=silent&sort=lastReportAt',
    'hosts with errors': '/hosts?limit=100&outcome=error&platform=macos',
    'hosts that fail a control': `/hosts?limit=100&control=${failing}&outcome=fail`,
    'hosts by a rare word': '/hosts?limit=100&text=00077',
    'hosts by a word that none has': '/hosts?limit=100&text=zzzz',
    'all failures': '/findings?limit=100&outcome=fail',
    'newest failures': '/findings?limit=100&outcome=fail&sort=-since',
    'failures of a control': `/findings?limit=100&control=${failing}&outcome=fail`,
    'the next page of them': `/findings?limit=100&control=${failing}&outcome=fail&cursor=${first.next}`,
    'failures by host': '/findings?limit=100&outcome=fail&sort=host',
    'failures of a control by host': `/findings?limit=100&control=${failing}&outcome=fail&sort=host`,
    'failures of a department': `/findings?limit=100&outcome=fail&label=${small}&sort=-since`,
    'failures by a word': '/findings?limit=100&outcome=fail&text=00077',
    'what ends soonest': '/findings?limit=100&outcome=pass&sort=until',
    'a host': `/hosts/${host}`,
    search: '/search?q=00077',
  };
}

/** Asks as a person's browser does, over a connection that is kept. */
export function askAs(
  url: string,
  token: string,
  connection: NonNullable<Parameters<typeof send>[2]>['connection'],
): Ask {
  return async (path) => {
    const answer = await send(
      `${url}/api/v1${path}`,
      { authority: '' },
      {
        method: 'GET',
        headers: { authorization: `Bearer ${token}` },
        ...(connection && { connection }),
      },
    );
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return answer.json;
  };
}
