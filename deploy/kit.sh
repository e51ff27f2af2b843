# What install.sh and upgrade.sh share: where things are, and the steps both take. Read by them, never run.
#
# PREFIX=/some/folder puts everything below that folder, as whoever calls, without packages of the system or accounts:
# that is how deploy/trial tries it. SYSTEMCTL and PSQL name other commands for the services and PostgreSQL's owner.
# shellcheck shell=bash
PREFIX=${PREFIX:-}
SOURCE=${SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)} # the git checkout that is put in place
SYSTEMCTL=${SYSTEMCTL:-systemctl}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CODE=$PREFIX/opt/acompana
DATA=$PREFIX/var/lib/acompana
BACKUPS=$PREFIX/var/backups/acompana
SETTINGS=$PREFIX/etc/acompana
SERVED=$PREFIX/var/www/acompana # all that the proxy reads
UNITS=$PREFIX/etc/systemd/system
NGINX=$PREFIX/etc/nginx
OWNER=acompana
[ -z "$PREFIX" ] || OWNER=$(id -un)

say() { printf '%s\n' "$*"; }

stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

require_root() {
    [ -n "$PREFIX" ] || [ "$(id -u)" = 0 ] || stop "This changes the system, so it must run as root: sudo $0"
}

as_service() {
    if [ -n "$PREFIX" ]; then "$@"; else runuser -u "$OWNER" -- "$@"; fi
}

as_postgres() { # SQL on the standard input, so that no password stands in a list of processes
    ${PSQL:-runuser -u postgres -- psql} --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 "$@"
}

manage() { # manage RELEASE command…
    (cd "$CODE/releases/$1" && as_service .venv/bin/python manage.py "${@:2}")
}

setting() { # the value of a setting of this installation
    sed -n "s/^$1=//p" "$SETTINGS/env"
}

hosts() { # the names that are answered, with blanks between them
    setting ALLOWED_HOSTS | tr ',' ' '
}

installed() { # the release in use, empty before the first
    [ ! -L "$CODE/current" ] || basename "$(readlink "$CODE/current")"
}

offered() { # the release that SOURCE holds
    git -c safe.directory='*' -C "$SOURCE" rev-parse --short=12 HEAD 2>/dev/null ||
        stop "$SOURCE is no git checkout, so its release has no name. Get it with git clone."
}

# --- A release: the code as committed, its packages beside it, the settings of this installation linked in.
place_release() {
    local release=$CODE/releases/$1
    if [ ! -f "$release/.complete" ]; then
        say "Putting release $1 in place …"
        rm -rf "$release" && mkdir -p "$release"
        git -c safe.directory='*' -C "$SOURCE" archive HEAD | tar -x -C "$release"
        ln -s "$SETTINGS/env" "$release/.env"
        place_packages "$release"
        touch "$release/.complete"
    fi
}

place_packages() { # VENV names an environment that has them already
    if [ -n "${VENV:-}" ]; then
        ln -s "$VENV" "$1/.venv"
    else
        "$1/deploy/setup.sh" requirements.txt
        "$1/.venv/bin/python" -m compileall -q "$1" -x '/\.venv/' # the service may not write there
    fi
}

use_release() {
    ln -sfn "releases/$1" "$CODE/current.new"
    mv -T "$CODE/current.new" "$CODE/current" # at once: no moment without one
}

check_release() {
    manage "$1" check --deploy --fail-level WARNING ||
        stop "The settings in $SETTINGS/env are not fit for release $1; the lines above say which."
}

collect_static() {
    manage "$1" collectstatic --no-input --verbosity 0 ||
        stop "The static files could not be collected into $SERVED/static."
    chmod -R a+rX "$SERVED"
}

migrate() {
    manage "$1" migrate_patiently ||
        stop "The database was not brought up to date; the lines above say why. Nothing of a step that failed stays."
}

# --- Units and proxy: ours, with the names and ports of this installation.
place() { # place FILE TARGET: sets `changed` when the target was another
    local text https
    https=$(setting SITE_URL | sed -n 's/.*:\([0-9]\+\)$/\1/p')
    text=$(sed -e "s|/opt/acompana|$CODE|g" -e "s|/var/lib/acompana|$DATA|g" -e "s|/etc/acompana|$SETTINGS|g" \
        -e "s|/var/www/acompana|$SERVED|g" -e "s|/var/log/nginx|$PREFIX/var/log/nginx|g" \
        -e "s|127\.0\.0\.1:8000|127.0.0.1:$(setting PORT)|g" -e "s|acompana\.example\.pe|$(hosts)|g" \
        -e "s|^\(User\|Group\)=acompana|\1=$OWNER|" -e "s|listen 80;|listen ${HTTP_PORT:-80};|" \
        -e "s|listen \[::\]:80;|listen [::]:${HTTP_PORT:-80};|" -e "s|443 ssl|${https:-443} ssl|" \
        -e "s|/etc/nginx|$NGINX|g" "$1")
    [ -e /proc/net/if_inet6 ] || text=$(grep -vF 'listen [::]' <<<"$text") # a system without IPv6
    if [ "$text" != "$(cat "$2" 2>/dev/null)" ]; then
        mkdir -p "$(dirname "$2")"
        printf '%s\n' "$text" >"$2"
        changed=yes
    fi
}

place_units() {
    local changed='' unit
    for unit in acompana.target acompana-web.socket acompana-.service.d/common.conf \
        acompana-{web,worker,letters,beat}.service; do
        place "$HERE/systemd/$unit" "$UNITS/$unit"
    done
    [ -z "$changed" ] || "$SYSTEMCTL" daemon-reload
}

place_proxy() {
    local changed=''
    place "$HERE/nginx/acompana.conf" "$NGINX/sites-available/acompana"
    if [ ! -e "$NGINX/sites-enabled/acompana" ]; then
        mkdir -p "$NGINX/sites-enabled"
        ln -s ../sites-available/acompana "$NGINX/sites-enabled/acompana"
        changed=yes
    fi
    [ -z "$changed" ] || "$SYSTEMCTL" reload-or-restart nginx.service ||
        stop "nginx does not take its new configuration: nginx -t says why."
}

answer_of() { # the status with which this installation answers for an address, as its proxy would ask
    curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' --header 'X-Forwarded-Proto: https' \
        --header "Host: $(hosts | cut -d' ' -f1)" "http://127.0.0.1:$(setting PORT)$1" || true
}

await_health() { # up to two minutes: a worker proves itself by work, which may take it one
    for _ in $(seq 120); do
        case $(answer_of /readyz) in
            200) return ;;
            404) [ "$(answer_of /accounts/login/)" != 200 ] || return 0 ;; # a release before there was /readyz
        esac
        sleep 1
    done
    return 1
}
