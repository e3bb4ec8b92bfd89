/** What a command needs to know of this collector. */
export type Place = {
  /** Where hosts enrol, e.g. `https://tenken.example.jp:8443`. */
  server: string;
  /** The certificate that hosts trust, PEM. */
  authority: string;
  /** An enrolment token, or a word in its place. */
  token: string;
};

export type Target = { name: string; address: string; user: string };

const enrolment = ({ server, token }: Place): string =>
  `--server ${server} --authority authority.pem --token ${token}`;

/** For a POSIX shell: the certificate travels within the command, so that nothing has to be trusted on the way. */
function authorityFile({ authority }: Place): string {
  return `cat > authority.pem <<'END'\n${authority.trim()}\nEND`;
}

export function posixCommand(place: Place): string {
  return [
    authorityFile(place),
    `npx tenken agent enroll ${enrolment(place)}`,
    'npx tenken agent run --once',
  ].join('\n');
}

/** For PowerShell, which needs the closing `'@` at the start of a line. */
export function windowsCommand(place: Place): string {
  return [
    `@'\n${place.authority.trim()}\n'@ | Set-Content -Encoding ascii authority.pem`,
    `npx tenken agent enroll ${enrolment(place)}`,
    'npx tenken agent run --once',
  ].join('\n');
}

/** What stays and scans in every interval. */
export const runCommand = 'npx tenken agent run';

/** One scan that sends nothing: whether signing in works, and what can be seen. */
export function trialCommand({ address, user }: Target): string {
  return `npx tenken scan --host ssh://${user}@${address} --key ~/.ssh/id_ed25519`;
}

const folder = '.tenken/agent';

/** Lists the machine on the gateway; its key has to lie there too, and its host key has to be known. */
export function gatewayCommand(place: Place, { name, address, user }: Target): string {
  const list = { targets: [{ name, address: `ssh://${user}@${address}`, keyFile: 'keys/id_ed25519' }] };
  return [
    `mkdir -p ${folder}/keys && cp ~/.ssh/id_ed25519 ${folder}/keys/ && cp ~/.ssh/known_hosts ${folder}/known_hosts`,
    `cat > ${folder}/gateway.json <<'END'\n${JSON.stringify(list, null, 2)}\nEND`,
    authorityFile(place),
    `npx tenken agent gateway enroll ${enrolment(place)}`,
    'npx tenken agent gateway run --once',
  ].join('\n');
}

export const gatewayRunCommand = 'npx tenken agent gateway run';

export const importKeyCommand = 'npx tenken collector import-key --out import.pem';
export const collectCommand = 'npx tenken collect -o host1.tenken --encrypt-to import.pem';
export const importCommand = 'npx tenken import host1.tenken';
export const acceptCommand = 'npx tenken import host1.tenken --accept XXXX-XXXX-XXXX-XXXX-XXXX';

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
