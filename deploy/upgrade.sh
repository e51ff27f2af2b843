#!/usr/bin/env bash
# Brings the release of this git checkout into use while people work: git pull && sudo deploy/upgrade.sh
# Until the last step the release in use goes on, and whatever fails before it changes nothing for anybody.
# BACKUP=no leaves out the backup, for whoever has just made one.
set -euo pipefail
# shellcheck source=deploy/kit.sh
. "$(dirname "$0")/kit.sh"

back_up() {
    [ "${BACKUP:-yes}" != no ] || return 0
    if ! manage "$old" help backup >/dev/null 2>&1; then
        stop "Release $old can't back itself up. Do it by hand (docs/operations.md), then: BACKUP=no deploy/upgrade.sh"
    fi
    local file
    file=$BACKUPS/before-$release-$(date +%Y%m%d-%H%M%S).zip
    say "Backing up into $file …"
    manage "$old" backup "$file" || stop "The backup failed, so nothing was changed."
}

# Those who do the work first, so that they know what the new pages will ask of them.
SERVICES=(acompana-worker.service acompana-letters.service acompana-web.service acompana-beat.service)

restart() { # one after the other: asked for all at once, systemd would keep no order
    local service
    for service in "${SERVICES[@]}"; do "$SYSTEMCTL" restart "$service"; done
}

say_the_way_back() {
    say "To go back to release $old, whose code knows this database too:"
    say "    ln -sfn releases/$old $CODE/current && $SYSTEMCTL restart ${SERVICES[*]}"
}

forget_old_releases() { # but for the one in use and the one before it
    local release
    for release in "$CODE"/releases/*; do
        case $(basename "$release") in "$1" | "$2") ;; *) rm -rf "$release" ;; esac
    done
}

require_root
old=$(installed)
release=$(offered)
[ -n "$old" ] || stop "Nothing is installed yet: deploy/install.sh"
if [ "$old" = "$release" ]; then
    say "Release $release is in use already."
    exit 0
fi
place_release "$release"
check_release "$release"
back_up
collect_static "$release"
migrate "$release"
manage "$release" load_instruments --verbosity 0
place_units
place_proxy
use_release "$release"
restart
if ! await_health; then
    say_the_way_back >&2
    stop "Release $release does not answer. journalctl -u 'acompana-*' says why."
fi
forget_old_releases "$release" "$old"
say "Release $release is in use."
say_the_way_back
