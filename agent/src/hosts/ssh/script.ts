import { systemFolders } from '../system-folders.ts';
import { quoted } from './quote.ts';

/**
 * What a lane's shell runs. POSIX only, so that dash, bash, busybox and ksh all do; functions are sent once, so that
 * a question is one short line. What a question prints is followed by its own unpredictable boundary on both streams.
 *
 * - `E` ends an answer: boundary and status on standard output, boundary on standard error.
 * - `X` whether a path is there; what is not is looked at again by `Z`, one ls(1) for all of a batch, because test(1)
 *   cannot tell 'absent' from 'you may not look'.
 * - `F` file, `P` part of a file, `S` status, `K` link, `L` folder: number in the batch, boundary, path.
 * - `R` program. Its output goes through cat(1), which ends only when everybody who could still write has closed it:
 *   a child that stays behind cannot write into somebody else's answer.
 */
export const functions = `exec 3>&1 4>&2
cd /
unset OLDPWD PWD IFS
m=
E() { printf '\\n%s %s\\n' "$1" "$2" >&3; printf '\\n%s\\n' "$1" >&4; }
X() { if [ -e "$3" ] || [ -L "$3" ]; then return 0; fi; m="$m $1"; E "$2" absent; return 1; }
D() { if [ -d "$3" ]; then E "$2" folder; return 0; fi; return 1; }
F() { X "$@" || return 0; D "$@" && return 0; head -c "$4" -- "$3" </dev/null; E "$2" $?; }
P() { X "$@" || return 0; D "$@" && return 0; tail -c "+$5" -- "$3" </dev/null | head -c "$4"; E "$2" $?; }
if stat -L -c %f / >/dev/null 2>&1; then
S() { X "$@" || return 0; stat -L -c '%f %s %u %g %.9Y %Y' -- "$3" </dev/null; E "$2" $?; }
else
S() { X "$@" || return 0; stat -L -f '%Xp %z %u %g %Fm %m' -- "$3" </dev/null; E "$2" $?; }
fi
K() { X "$@" || return 0; if [ -L "$3" ]; then readlink -n -- "$3" </dev/null; s=$?; [ $s = 0 ] || ls -ld -- "$3" >/dev/null </dev/null; E "$2" $s; else E "$2" nolink; fi; }
if ls -1abd / >/dev/null 2>&1; then
L() { X "$@" || return 0; ls -1ab -- "\${3%/}/" </dev/null; E "$2" "$? escaped"; }
else
L() { X "$@" || return 0; find "\${3%/}/" -mindepth 1 -maxdepth 1 -print0 </dev/null; E "$2" "$? found"; }
fi
if timeout -s KILL 5 true 2>/dev/null; then
T() { t=$1; shift; exec timeout -s KILL "$t" "$@"; }
elif perl -e 1 2>/dev/null; then
T() { exec perl -e 'alarm shift; exec { $ARGV[0] } @ARGV; exit 127' "$@"; }
else
T() { shift; exec "$@"; }
fi
R() { n=$1 b=$2 p=$3 t=$4; shift 4
case $p in
/*) if [ -x "$p" ] && [ ! -d "$p" ]; then :; elif [ -e "$p" ]; then E "$b" denied; return 0; else m="$m $n"; E "$b" absent; return 0; fi ;;
*) x= y=missing
for d in ${systemFolders.join(' ')}; do
if [ -x "$d/$p" ]; then x=$d/$p; break; elif [ -e "$d/$p" ]; then y=denied; elif [ -d "$d" ] && [ ! -x "$d" ]; then y=denied; fi
done
if [ -z "$x" ]; then E "$b" $y; return 0; fi
p=$x ;;
esac
s=$(exec 5>&1; { { ( T "$t" "$p" "$@" ) </dev/null 3>&- 4>&- 5>&- 8>&-; echo $? >&5; } 2>&1 1>&8 8>&- | cat >&4; } 8>&1 | cat >&3)
E "$b" "$s"; }
Z() { b=$1; shift; a=
for i in $m; do a="$a \\"\\\${$i}\\""; done
m=
if [ -n "$a" ]; then eval "ls -dL -- $a" </dev/null >/dev/null; fi
E "$b" 0; }
Q() { ls -dL -- "$2" </dev/null >/dev/null; E "$1" $?; }
`;

/** Where a shell that Tenken starts looks for programs, and nothing else of what its user has set. */
const cleanShell = `/usr/bin/env -i PATH=${systemFolders.join(':')} LC_ALL=C LANG=C HOME=/nonexistent /bin/sh`;

/** How a lane's shell comes to its rights. */
export type Rights =
  | 'plain'
  /** sudo without a password, else plain. */
  | 'sudo-if-possible'
  | 'sudo'
  | 'sudo-with-password';

/**
 * The command that starts a lane's shell. One line without apostrophes inside, because the user's login shell, which
 * may be csh or fish, reads it first. It says `MARK RIGHTS UID SYSTEM CLOCK` when the shell is there; sudo asks with
 * `MARK:` on standard error, and for nothing else is a password given.
 */
export function bootCommand(rights: Rights, mark: string): string {
  const clean = (shown: string) =>
    `echo ${mark} ${shown} $(id -u) $(uname -s) $(date +%s%N); exec ${cleanShell}`;
  // Within double quotes what the inner shell expands is kept from the outer one.
  const inner = clean('sudo').replaceAll('$', '\\$');
  const withSudo = (options: string) => `exec sudo ${options} -- /bin/sh -c "${inner}"`;
  const scripts: Record<Rights, string> = {
    plain: clean('plain'),
    'sudo-if-possible': `if [ $(id -u) -gt 0 ] && sudo -n -- /bin/sh -c : >/dev/null 2>&1; then ${withSudo('-n')}; fi; ${clean('plain')}`,
    sudo: withSudo('-n'),
    'sudo-with-password': `if [ $(id -u) -eq 0 ]; then ${clean('plain')}; fi; if sudo -n -- /bin/sh -c : >/dev/null 2>&1; then ${withSudo('-n')}; fi; ${withSudo(`-k -S -p ${mark}:`)}`,
  };
  return `exec /bin/sh -c 'PATH=${systemFolders.join(':')}; ${scripts[rights]}'`;
}

/** A question as one line, but for its boundary and number: see `functions`. */
export const question = {
  file: (path: string, maxBytes: number) => ask('F', path, String(maxBytes)),
  part: (path: string, maxBytes: number, from: number) => ask('P', path, `${maxBytes} ${from + 1}`),
  status: (path: string) => ask('S', path, ''),
  link: (path: string) => ask('K', path, ''),
  folder: (path: string) => ask('L', path, ''),
  program: (program: string, args: readonly string[], seconds: number) =>
    ask('R', program, [seconds, ...args.map((arg) => quoted(arg))].join(' ')),
};

export type Question = { path: string; line: (number: number, boundary: string) => string };

function ask(name: string, path: string, rest: string): Question {
  const subject = quoted(path);
  return { path, line: (number, boundary) => `${name} ${number} ${boundary} ${subject} ${rest}\n` };
}

/** Looks again at those of a batch that were not there. */
export function lookAgain(paths: readonly string[], boundary: string): string {
  return `Z ${boundary} ${paths.map((path) => quoted(path)).join(' ')}\n`;
}

/** Looks again at one. */
export function lookAgainAt(path: string, boundary: string): string {
  return `Q ${boundary} ${quoted(path)}\n`;
}
