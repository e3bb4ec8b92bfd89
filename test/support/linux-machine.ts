import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeScratchFolder, removeScratchFolder } from './scratch-folder.ts';
import { startSshServer } from './ssh-server.ts';
import type { SshServer } from './ssh-server.ts';
import { sudoPasswordHash, sudoUser } from './sudo-machine.ts';

const uid = 31_338;
const changeable = ['/etc', '/usr/bin', '/usr/lib', '/var/lib'];
const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Why no machine of a test's own can be made here; null when one can. */
export function whyNoLinuxMachine(): string | null {
  if (process.getuid?.() !== 0) return 'a machine of a test needs root';
  for (const program of ['/usr/bin/sudo', '/usr/bin/openssl', '/usr/bin/unshare', '/usr/bin/flock']) {
    if (!existsSync(program)) return `${program} is missing`;
  }
  const folder = makeScratchFolder();
  const script =
    'mkdir "$1/u" "$1/w" && mount -t overlay none -o "lowerdir=/usr/lib,upperdir=$1/u,workdir=$1/w" /usr/lib';
  const tried = spawnSync('unshare', [...unshare.slice(1), 'sh', '-c', script, 'sh', folder]);
  removeScratchFolder(folder);
  return tried.status === 0 ? null : 'file systems of its own are not allowed here';
}

export type LinuxMachine = SshServer & {
  /** Where, outside of it, a file lies that it has and this machine has not. To be read only. */
  outside: (path: string) => string;
  /** Reads such a file, or null when it is not there. */
  read: (path: string) => string | null;
  /** What its systemd was told, a line a call. */
  systemd: () => string[];
  /** Runs a script on it, as root. */
  run: (script: string) => { status: number | null; output: string };
};

/**
 * This machine once more, with processes of its own and with folders whose changes nobody else sees, behind a real sshd.
 * Only systemd is not: a stand-in starts what the units name, and asks the watcher each second instead of each minute.
 */
export async function startLinuxMachine(
  folder: string,
  { sudoRules = [], files = {} }: { sudoRules?: readonly string[]; files?: Record<string, string> } = {},
): Promise<LinuxMachine> {
  const upper = (path: string) => join(folder, 'upper', path.slice(1).replaceAll('/', '-'));
  const outside = (path: string) => {
    const root = changeable.find((one) => path.startsWith(`${one}/`));
    if (root === undefined) throw new Error(`${path} is the same on all machines of a test`);
    return join(upper(root), path.slice(root.length + 1));
  };
  const put = (path: string, content: string, mode = 0o644) => {
    const file = outside(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
    chmodSync(file, mode);
  };
  for (const path of changeable) {
    mkdirSync(upper(path), { recursive: true });
    mkdirSync(`${upper(path)}.work`, { recursive: true });
  }
  chmodSync(folder, 0o755);
  const told = join(folder, 'systemd');
  mkdirSync(told);
  put('/usr/bin/systemctl', standIn(told), 0o755);
  put('/etc/passwd', `${readFileSync('/etc/passwd', 'utf8')}${sudoUser}:x:${uid}:${uid}::/:/bin/sh\n`);
  put('/etc/group', `${readFileSync('/etc/group', 'utf8')}${sudoUser}:x:${uid}:\n`);
  put(
    '/etc/shadow',
    `${readFileSync('/etc/shadow', 'utf8')}${sudoUser}:${sudoPasswordHash()}:20000:0:99999:7:::\n`,
    0o640,
  );
  put('/etc/sudoers', ['root ALL=(ALL:ALL) ALL', ...sudoRules, ''].join('\n'), 0o440);
  for (const [path, content] of Object.entries(files)) put(path, content, 0o600);
  const mounts = changeable.map(
    (path) =>
      `mount -t overlay none -o 'lowerdir=${path},upperdir=${upper(path)},workdir=${upper(path)}.work' ${path}`,
  );
  // What tells programs that systemd runs; sshd and sudo keep their own things beside it.
  mounts.push('mount -t tmpfs none /run', 'mkdir -p /run/sshd /run/systemd/system');
  const server = await startSshServer(join(folder, 'server'), {
    stopWith: 'SIGKILL',
    under: [...unshare, 'sh', '-c', `${mounts.join(' && ')} && echo $$ && exec "$@"`, 'sh'],
  });
  return {
    ...server,
    outside,
    read: (path) => (existsSync(outside(path)) ? readFileSync(outside(path), 'utf8') : null),
    systemd: () => (existsSync(join(told, 'log')) ? readFileSync(join(told, 'log'), 'utf8') : '').split('\n'),
    run: (script) => run(server, script),
  };
}

function run({ port, keyFile }: SshServer, script: string) {
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
  const { status, stdout } = spawnSync(
    'ssh',
    ['-i', keyFile, '-p', String(port), ...options.flatMap((one) => ['-o', one]), 'root@127.0.0.1', 'sh -s'],
    { input: script, encoding: 'utf8', timeout: 60_000 },
  );
  return { status, output: stdout };
}

/** As much of systemctl as units of an agent need. What it starts belongs to nobody's session. */
function standIn(folder: string): string {
  return `#!/bin/sh
T=${folder}
units=/etc/systemd/system
echo "$*" >>$T/log
verb= now= names=
for word in "$@"; do
  case $word in
  --now) now=yes ;;
  -*) ;;
  *) if [ -z "$verb" ]; then verb=$word; else names="$names $word"; fi ;;
  esac
done
up() {
  case $1 in
  *.timer)
    [ -e $units/$1 ] || { echo "Unit $1 not found." >&2; exit 5; }
    touch $T/active.$1
    if [ $1 = tenken-agent-watch.timer ]; then
      setsid sh -c "while sleep 1 && [ -e $T/active.$1 ]; do $(sed -n 's/^ExecStart=//p' $units/tenken-agent-watch.service) >>$T/watch.log 2>&1; done" </dev/null >/dev/null 2>&1 9>&- &
    fi ;;
  *.service)
    [ -e $units/$1 ] || { echo "Unit $1 not found." >&2; exit 5; }
    if [ -e $T/pid.$1 ] && kill -0 $(cat $T/pid.$1) 2>/dev/null; then return; fi
    setsid sh -c "echo \\$\\$ >$T/pid.$1; exec $(sed -n 's/^ExecStart=//p' $units/$1)" </dev/null >>$T/journal 2>&1 9>&- & ;;
  esac
}
down() {
  rm -f $T/active.$1
  if [ -e $T/pid.$1 ]; then kill $(cat $T/pid.$1) 2>/dev/null; fi
}
case $verb in
daemon-reload) exit 0 ;;
enable) for u in $names; do touch $T/enabled.$u; [ -z "$now" ] || up $u; done ;;
disable) for u in $names; do rm -f $T/enabled.$u; [ -z "$now" ] || down $u; done ;;
start) for u in $names; do up $u; done ;;
stop) for u in $names; do down $u; done ;;
is-enabled) for u in $names; do [ -e $T/enabled.$u ] || exit 1; done ;;
is-active) for u in $names; do [ -e $T/active.$u ] || exit 3; done ;;
*) echo "systemctl $verb is not of this stand-in" >&2; exit 1 ;;
esac
`;
}
