import { breadthOfPorts } from './ruleset.ts';

/** Members that narrow a rule to a program, a service, people, addresses or connections that prove who they are. */
const narrowing =
  /^(?:app|svc|apppkgid|pfn|luown|luauth|rluauth|rmauth|auth|security|ra4|ra42|ra6|ra62|icmp4|icmp6)$/;
/** Every address, as an administrator may have typed it. */
const everybody = /^(?:\*|any|0\.0\.0\.0\/0(?:\.0\.0\.0)?|::\/0|0\.0\.0\.0-255\.255\.255\.255)$/i;

/**
 * The name of a rule that lets every program be reached on most ports, else null. A rule is
 * `v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Public|LPort=3389|App=…|Name=…|`; members may repeat,
 * and one that is absent narrows nothing.
 *
 * @see [MS-FASP] 2.2.19, Firewall Rule and the Firewall Rule Grammar Rule
 */
export function openRuleOf(rule: string, profile: string): string | null {
  const members = rule
    .split('|')
    .slice(1)
    .flatMap((part) => {
      const at = part.indexOf('=');
      return at === -1 ? [] : [{ name: part.slice(0, at).toLowerCase(), value: part.slice(at + 1) }];
    });
  const values = (name: string) => members.filter((member) => member.name === name).map(({ value }) => value);
  const is = (name: string, word: string) => values(name)[0]?.toLowerCase() === word;
  if (!is('action', 'allow') || !is('active', 'true') || !is('dir', 'in')) return null;
  const inProfiles = values('profile').map((value) => value.toLowerCase());
  if (inProfiles.length > 0 && !inProfiles.includes(profile)) return null;
  const [protocol] = values('protocol');
  // 6 TCP, 17 UDP, 256 any.
  if (protocol !== undefined && !['6', '17', '256'].includes(protocol)) return null;
  const isNarrowed = members.some(
    ({ name, value }) => narrowing.test(name) && value !== '' && !everybody.test(value),
  );
  if (isNarrowed) return null;
  const ports = [...values('lport'), ...values('lport2_10'), ...values('lport2_20'), ...values('lport2_24')];
  if (ports.length > 0 && breadthOfPorts(ports.map(range)) !== 'much') return null;
  return (values('name')[0] ?? rule).slice(0, 300).toWellFormed();
}

function range(value: string): { from: number; to: number } {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value);
  // A word such as RPC names few ports.
  if (!match) return { from: 0, to: 0 };
  return { from: Number(match[1]), to: Number(match[2] ?? match[1]) };
}
