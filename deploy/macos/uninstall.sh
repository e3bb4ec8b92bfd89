#!/bin/sh
# sudo ./uninstall.sh [--keep-keys]: nothing is left but, where it is asked for, the identity and what waits to be sent.
set -e

[ "$(id -u)" = 0 ] || { echo "Run it as root: sudo $0" >&2; exit 2; }

launchctl bootout system /Library/LaunchDaemons/jp.tenken.agent.plist 2>/dev/null || true
rm -f /Library/LaunchDaemons/jp.tenken.agent.plist /var/log/tenken-agent.log
rm -rf /usr/local/lib/tenken-agent
[ "$1" = --keep-keys ] || rm -rf "/Library/Application Support/Tenken"
