#!/usr/bin/env bash
# Installs Acompaña on a bare Debian or Ubuntu, from the git checkout that this file lies in:
#
#   sudo HOST=acompana.example.pe EMAIL_URL=smtp+tls://user:secret@mail.example.pe:587 \
#       DEFAULT_FROM_EMAIL='Acompaña <no-responder@example.pe>' deploy/install.sh
#
# What is not given is asked. DATABASE_URL and CELERY_BROKER_URL name servers elsewhere; without them PostgreSQL and Redis
# come onto this machine. A second run mends what is missing and changes nothing else.
set -euo pipefail
# shellcheck source=deploy/kit.sh
. "$(dirname "$0")/kit.sh"

ask() { # ask NAME "what it is" example
    [ -z "${!1:-}" ] || return 0
    [ -t 0 ] || stop "$1 is missing: $2. For example $1='$3' $0"
    read -rp "$2 (for example $3): " "${1?}"
    [ -n "${!1}" ] || stop "$1 can't be empty."
}

ask_what_is_needed() {
    [ ! -f "$SETTINGS/env" ] || return 0
    ask HOST "the name that people type, without https://" acompana.example.pe
    ask EMAIL_URL "the mail server" smtp+tls://user:secret@mail.example.pe:587
    ask DEFAULT_FROM_EMAIL "the sender of letters" "Acompaña <no-responder@example.pe>"
}

install_system() {
    [ -z "$PREFIX" ] || return 0
    local wanted=(git curl nginx openssl postgresql-client) missing=() package
    [ -n "${DATABASE_URL:-}" ] || wanted+=(postgresql)
    [ -n "${CELERY_BROKER_URL:-}" ] || wanted+=(redis-server)
    for package in "${wanted[@]}"; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null ||
        stop "apt-get could not install ${missing[*]}; the lines above say why."
}

make_user() {
    [ -z "$PREFIX" ] || return 0
    id "$OWNER" >/dev/null 2>&1 ||
        useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$OWNER"
}

make_folders() {
    local group
    group=$(id -gn "$OWNER")
    install -d -m 0755 "$CODE" "$CODE/releases" "$SETTINGS" "$SERVED" "$PREFIX/var/log/nginx"
    install -d -m 0755 -o "$OWNER" -g "$group" "$SERVED/static"
    install -d -m 0700 -o "$OWNER" -g "$group" "$DATA" "$BACKUPS" # what people wrote: the service's alone
}

secret() { head -c 48 /dev/urandom | base64 -w 0 | tr '+/' '-_'; }

make_database() { # a role and a database of ours on this machine; leaves its address in DATABASE_URL
    [ -z "${DATABASE_URL:-}" ] || return 0
    local name=${DATABASE:-acompana} password
    password=$(secret)
    as_postgres <<SQL || stop "PostgreSQL does not let its role and database be made. Does it run?"
SELECT 'CREATE ROLE $name' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \gexec
ALTER ROLE $name LOGIN PASSWORD '$password';
SELECT 'CREATE DATABASE $name OWNER $name TEMPLATE template0 ENCODING ''UTF8'''
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$name') \gexec
SQL
    DATABASE_URL=postgres://$name:$password@127.0.0.1:5432/$name
}

write_settings() {
    [ ! -f "$SETTINGS/env" ] || return 0
    make_database
    local port=${HTTPS_PORT:-443}
    (
        umask 077
        cat >"$SETTINGS/env.part" <<ENV
# The settings of this installation; .env.example of a release says what each means. After a change:
# systemctl restart acompana.target
DEBUG=0
SECRET_KEY=$(secret)
ALLOWED_HOSTS=$HOST
SITE_URL=https://$HOST$([ "$port" = 443 ] || echo ":$port")
TRUSTED_PROXIES=127.0.0.1
PORT=${PORT:-8000}
VAR_DIR=$DATA
STATIC_DIR=$SERVED/static
DATABASE_URL=$DATABASE_URL
CELERY_BROKER_URL=${CELERY_BROKER_URL:-redis://127.0.0.1:6379/0}
EMAIL_URL=$EMAIL_URL
DEFAULT_FROM_EMAIL=$DEFAULT_FROM_EMAIL
ENV
    )
    chown "$OWNER" "$SETTINGS/env.part"
    mv "$SETTINGS/env.part" "$SETTINGS/env"
}

make_certificate() { # until a real one takes its place, so that the proxy starts
    [ ! -e "$SETTINGS/tls/fullchain.pem" ] || return 0
    install -d -m 0700 "$SETTINGS/tls"
    openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
        -keyout "$SETTINGS/tls/privkey.pem" -out "$SETTINGS/tls/fullchain.pem" 2>/dev/null
}

place_command() { # `acompana check --deploy` instead of a line of five words more
    [ -z "$PREFIX" ] || return 0
    cat >/usr/local/sbin/acompana.part <<'COMMAND'
#!/bin/sh
# Runs a command of manage.py as the service: acompana check --deploy
cd /opt/acompana/current && exec runuser -u acompana -- .venv/bin/python manage.py "$@"
COMMAND
    chmod 0755 /usr/local/sbin/acompana.part
    mv /usr/local/sbin/acompana.part /usr/local/sbin/acompana
}

require_root
release=$(offered)
old=$(installed)
if [ -n "$old" ] && [ "$old" != "$release" ]; then # what was installed to its end
    stop "Release $old is installed. To bring in $release: deploy/upgrade.sh"
fi
ask_what_is_needed
install_system
make_user
make_folders
write_settings
make_certificate
if [ "$old" != "$release" ]; then
    place_release "$release"
    check_release "$release"
    migrate "$release"
    manage "$release" load_instruments --verbosity 0
    collect_static "$release"
    use_release "$release"
fi
place_command
place_units
"$SYSTEMCTL" enable --now acompana.target acompana-web.socket
place_proxy
await_health || stop "The site does not answer. journalctl -u 'acompana-*' says why."
say "Acompaña is installed: $(setting SITE_URL)"
[ -n "$old" ] || say "Next: a certificate, and the first account: acompana createsuperuser (docs/operations.md)."
