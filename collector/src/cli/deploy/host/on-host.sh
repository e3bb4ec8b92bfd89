# Runs on a Linux host, as root: sent by `tenken deploy`. POSIX sh, coreutils, systemd.
#
#   /usr/lib/tenken-agent/versions/VERSION-HASH/   one version: its files, its units, SHA256SUMS of both
#   /usr/lib/tenken-agent/current                  -> versions/...; see `trial` of each version for the rest of the folder
#   /etc/tenken/authority.pem                      whom the agent trusts when it enrols
#
# Answers are lines NAME=VALUE on standard output; what went wrong is the last line of standard error.
set -u
umask 022
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
lib=/usr/lib/tenken-agent
state=/var/lib/tenken-agent
conf=/etc/tenken
system=/etc/systemd/system

fail() { echo "$*" >&2; exit 1; }

# One at a time: the timer of the host and a person's command may both want to change something.
alone() {
  mkdir -p "$lib" || fail "$lib cannot be made"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$lib/.lock"
    flock -w 60 9 || fail "another change of this host goes on"
  fi
}

linked() { p=$(readlink "$lib/$1" 2>/dev/null) && echo "${p##*/}"; }

put() { cat >"$1.new" && chmod 644 "$1.new" && mv -f "$1.new" "$1" || fail "$1 cannot be written"; }

to_disk() { sync -f "$1" 2>/dev/null || sync; }

is_intact() { ( cd "$1" 2>/dev/null && [ -s SHA256SUMS ] && sha256sum -c --status SHA256SUMS ); }

sum_of() { s=$(sha256sum "$1" 2>/dev/null) && echo "${s%% *}"; }

programs_of() { ( cd "$1" && for n in *; do case $n in units | SHA256SUMS) ;; *) echo "$n" ;; esac; done ); }

links_stand() {
  for n in $(programs_of "$lib/current"); do [ "$(readlink "$lib/$n")" = "current/$n" ] || return 1; done
  for u in "$lib"/current/units/*; do
    [ "$(readlink "$system/${u##*/}")" = "$lib/current/units/${u##*/}" ] || return 1
  done
  [ "$(readlink /usr/bin/tenken-agent)" = "$lib/tenken-agent" ]
}

# Whether something of a package manager, or of a person, lies where a roll-out would put its own.
foreign() {
  if [ -e "$lib/tenken-agent" ] && [ ! -L "$lib/tenken-agent" ]; then echo "$lib/tenken-agent"; return; fi
  if [ -e /usr/bin/tenken-agent ] && [ "$(readlink /usr/bin/tenken-agent)" != "$lib/tenken-agent" ]; then
    echo /usr/bin/tenken-agent
    return
  fi
  for u in "$system"/tenken-agent*.service "$system"/tenken-agent*.timer; do
    if [ -e "$u" ] && [ ! -L "$u" ]; then echo "$u"; return; fi
  done
}

inspect() {
  missing=
  for tool in systemctl tar gzip sha256sum df readlink grep dd; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  echo "system=$(uname -s)"
  echo "machine=$(uname -m)"
  echo "name=$(uname -n)"
  echo "missing=${missing# }"
  echo "foreign=$(foreign)"
  echo "current=$(linked current)"
  echo "previous=$(linked previous)"
  if is_intact "$lib/current"; then echo "manifest=$(sum_of "$lib/current/SHA256SUMS")"; else echo manifest=; fi
  if [ -d "$lib/current" ] && links_stand; then echo links=stand; else echo links=; fi
  echo "authority=$(sum_of "$conf/authority.pem")"
  if [ -s "$state/identity.json" ]; then echo identity=there; else echo identity=; fi
  if systemctl is-enabled --quiet tenken-agent.timer 2>/dev/null &&
    systemctl is-active --quiet tenken-agent.timer 2>/dev/null; then echo timer=on; else echo timer=; fi
  if [ -f "$lib/on-trial" ]; then read -r on_trial rest <"$lib/on-trial"; else on_trial=; fi
  echo "trial=$on_trial"
  set -- $(df -Pk /usr/lib 2>/dev/null | tail -n 1)
  echo "freeKilobytes=${4:-0}"
}

# The version beside those that are there. Nothing that runs has changed when this fails or is killed.
place() {
  id=$1 archive=$2 manifest=$3
  alone
  part=$lib/versions/.part
  rm -rf "$part"
  mkdir -p "$part/unpacked" || fail "$part cannot be made"
  cat >"$part/archive" || fail "there is no room for the program in $lib"
  [ "$(sum_of "$part/archive")" = "$archive" ] || fail "what arrived is not what was sent"
  tar -xzf "$part/archive" -C "$part/unpacked" --no-same-owner || fail "the program cannot be unpacked"
  new=$part/unpacked/usr/lib/tenken-agent
  mkdir "$new/units" && mv "$part"/unpacked/usr/lib/systemd/system/* "$new/units/" || fail "it has no units"
  chmod -R u=rwX,go=rX "$new"
  ( cd "$new" && find . -type f | sort | while read -r f; do sha256sum "$f"; done ) >"$part/SHA256SUMS"
  mv "$part/SHA256SUMS" "$new/SHA256SUMS"
  [ "$(sum_of "$new/SHA256SUMS")" = "$manifest" ] || fail "what was unpacked is not what was sent"
  # A program for another processor, or without a library that it needs, is found out here.
  run=
  command -v timeout >/dev/null 2>&1 && run='timeout 60'
  said=$($run "$new/tenken-agent" --help 2>"$part/errors") || {
    why=$(tail -n 1 "$part/errors")
    rm -rf "$part"
    fail "the program does not start on this host: ${why:-it says nothing}"
  }
  case $said in
  "tenken-agent ${id%-*}:"*) ;;
  *) rm -rf "$part"; fail "the program is not version ${id%-*}" ;;
  esac
  to_disk "$new"
  rm -rf "$lib/versions/.old"
  [ -d "$lib/versions/$id" ] && mv "$lib/versions/$id" "$lib/versions/.old"
  mv "$new" "$lib/versions/$id" || fail "the version cannot be put into its place"
  rm -rf "$part" "$lib/versions/.old"
}

trust() {
  mkdir -p "$conf"
  put "$conf/authority.pem"
}

# The token comes on standard input: a command line is seen by everybody on the host.
enrol() { "$lib/versions/$1/tenken-agent" enroll --server "$2" --token-file - --authority "$conf/authority.pem" 2>&1 | tail -n 1 >&2; [ -s "$state/identity.json" ]; }

host_id() { grep -o '"hostId": *"[0-9a-f-]*"' "$state/identity.json" | grep -o '[0-9a-f-]\{36\}' | head -n 1; }

identity() { echo "hostId=$(host_id)"; }

# From here on the version's own script says which one runs: it makes itself current, and puts the one before back.
activate() { "$lib/versions/$1/trial" use "$1" "$2"; }

look() {
  identity
  "$lib/trial" tell
}

back() { "$lib/trial" back "$1"; }

# All that a roll-out has put there. Identity and reports that wait stay, for an agent that comes back.
remove() {
  alone
  [ -L "$lib/current" ] || fail "no roll-out has put an agent here"
  # Stopped before: disable takes a link away that is a unit, and a timer that runs without its file has failed.
  systemctl stop tenken-agent-watch.timer tenken-agent.timer tenken-agent.service 2>/dev/null
  systemctl disable tenken-agent-watch.timer tenken-agent.timer >/dev/null 2>&1
  for u in "$lib"/current/units/*; do
    l=$system/${u##*/}
    # systemd's disable may have taken a link of this kind away already.
    if [ "$(readlink "$l")" = "$u" ]; then rm -f "$l"; fi
  done
  rm -f "$system"/*.wants/tenken-agent.timer "$system"/*.wants/tenken-agent-watch.timer
  if [ "$(readlink /usr/bin/tenken-agent)" = "$lib/tenken-agent" ]; then rm -f /usr/bin/tenken-agent; fi
  rm -rf "$lib" || fail "$lib cannot be removed"
  systemctl daemon-reload
}
