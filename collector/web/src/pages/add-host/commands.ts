import type { Installation } from '../../../../src/installation.ts';

/** What a command needs to know of this collector. */
export type Place = {
  /** Where hosts enrol, e.g. `https://tenken.example.jp:8443`. */
  server: string;
  /** The certificate that hosts trust, PEM. */
  authority: string;
  /** An enrolment token, or a word in its place. */
  token: string;
  installation: Installation;
};

export type System = 'linux' | 'windows' | 'macos';

export type Target = { name: string; address: string; user: string };

/** Packages of macOS and Windows put the agent on no path. */
const packagedAgent: Record<System, string> = {
  linux: 'tenken agent',
  windows: String.raw`& "$env:ProgramFiles\Tenken\tenken-agent.exe"`,
  macos: 'sudo /usr/local/lib/tenken-agent/node /usr/local/lib/tenken-agent/tenken-agent.mjs',
};

function agentOf(installation: Installation, system: System): string {
  return installation === 'package' ? packagedAgent[system] : 'tenken agent';
}

const enrolment = ({ server, token }: Place): string =>
  `--server ${server} --authority authority.pem --token ${token}`;

/** For a POSIX shell: the certificate travels within the command, so that nothing has to be trusted on the way. */
function posixAuthority({ authority }: Place): string {
  return `cat > authority.pem <<'END'\n${authority.trim()}\nEND`;
}

/** For PowerShell, which needs the closing `'@` at the start of a line. */
function powerShellAuthority({ authority }: Place): string {
  return `@'\n${authority.trim()}\n'@ | Set-Content -Encoding ascii authority.pem`;
}

/** Where enrolling fails there may be an older identity, by which a report would go out all the same. */
function thenInShell(first: string, second: string): string {
  return `${first} &&\n${second}`;
}

/** Windows brings a PowerShell that knows no `&&`. */
function thenInPowerShell(first: string, second: string): string {
  return `${first}\nif ($LASTEXITCODE -eq 0) { ${second} }`;
}

/** Enrols a machine and sends its first report. */
export function enrolCommand(place: Place, system: System): string {
  const agent = agentOf(place.installation, system);
  const authority = system === 'windows' ? powerShellAuthority(place) : posixAuthority(place);
  const [enrol, run] = [`${agent} enroll ${enrolment(place)}`, `${agent} run --once`];
  return `${authority}\n${system === 'windows' ? thenInPowerShell(enrol, run) : thenInShell(enrol, run)}`;
}

/** What comes behind it: what stays and scans in every interval, or how the package's own timer does. */
export function thenCommand(installation: Installation, system: System): string {
  return `${agentOf(installation, system)} ${installation === 'package' ? 'status' : 'run'}`;
}

/** One scan that sends nothing: whether signing in works, and what can be seen. */
export function trialCommand({ address, user }: Target): string {
  return `tenken scan --host ssh://${user}@${address} --key ~/.ssh/id_ed25519`;
}

/** Where an agent keeps its identity unless told. */
const folders: Record<Installation, string> = {
  package: '/var/lib/tenken-agent',
  checkout: '.tenken/agent',
};

/** Lists the machine on the gateway; its key has to lie there too, and its host key has to be known. */
export function gatewayCommand(place: Place, { name, address, user }: Target): string {
  const folder = folders[place.installation];
  const list = { targets: [{ name, address: `ssh://${user}@${address}`, keyFile: 'keys/id_ed25519' }] };
  return [
    `mkdir -p ${folder}/keys && cp ~/.ssh/id_ed25519 ${folder}/keys/ && cp ~/.ssh/known_hosts ${folder}/known_hosts`,
    `cat > ${folder}/gateway.json <<'END'\n${JSON.stringify(list, null, 2)}\nEND`,
    posixAuthority(place),
    thenInShell(`tenken agent gateway enroll ${enrolment(place)}`, 'tenken agent gateway run --once'),
  ].join('\n');
}

export const gatewayRunCommand = 'tenken agent gateway run';

export const importKeyCommand = 'tenken collector import-key --out import.pem';
export const collectCommand = 'tenken collect --output host1.tenken --encrypt-to import.pem';
export const importCommand = 'tenken import host1.tenken';
export const acceptCommand = 'tenken import host1.tenken --accept XXXX-XXXX-XXXX-XXXX-XXXX';

/** Nothing that a shell would take for a command of its own. */
export const addressPattern = '[A-Za-z0-9.\\-]+(:[0-9]{1,5})?';
export const userPattern = '[A-Za-z0-9._\\-]+';

/** A name and a user as they were typed, or what stands for them while they cannot be used. */
export function targetOf(address: string, user: string): Target {
  const isAddress = new RegExp(`^${addressPattern}$`).test(address);
  const isUser = new RegExp(`^${userPattern}$`).test(user);
  const used = isAddress ? address : '192.0.2.10';
  return { name: used.replace(/:\d+$/, ''), address: used, user: isUser ? user : 'tenken' };
}
