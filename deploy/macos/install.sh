#!/bin/sh
# sudo ./install.sh, in the folder that the archive was unpacked into. The same for an upgrade: keys stay.
# enrol.conf, authority.pem and token beside it are taken along.
set -e

program=/usr/local/lib/tenken-agent
state="/Library/Application Support/Tenken"
daemon=/Library/LaunchDaemons/jp.tenken.agent.plist
here=$(cd "$(dirname "$0")" && pwd)

[ "$(id -u)" = 0 ] || { echo "Run it as root: sudo $0" >&2; exit 2; }

launchctl bootout system "$daemon" 2>/dev/null || true
mkdir -p "$program" "$state/agent"
chown root:wheel "$program" "$state" "$state/agent"
chmod 755 "$program"
chmod 700 "$state" "$state/agent"
for file in node tenken-agent.mjs tenken-probes.mjs tenken-ssh.mjs tenken-hardware.mjs; do
    # Never onto a file that runs: the new one takes its name when it is whole.
    cp "$here/$file" "$program/$file.new"
    mv -f "$program/$file.new" "$program/$file"
done
chown -R root:wheel "$program"
for file in enrol.conf authority.pem token; do
    if [ -e "$here/$file" ]; then
        cp "$here/$file" "$state/$file"
        chmod 600 "$state/$file"
    fi
done
install -o root -g wheel -m 644 "$here/jp.tenken.agent.plist" "$daemon"
launchctl bootstrap system "$daemon"
