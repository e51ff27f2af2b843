#!/usr/bin/env bash
# Every text of the screens has its English: nothing unlisted, untranslated, doubtful or not compiled.
# With --write it lists what is missing in locale/en instead of failing, for the translator.
set -euo pipefail
cd "$(dirname "$0")/.."
catalogue=locale/en/LC_MESSAGES/django.po
PATH=$PWD/.venv/bin:$PATH

if [ ! -f "$catalogue" ]; then
    echo "There is no $catalogue yet: nothing to check."
    exit 0
fi
if ! command -v msgfmt >/dev/null; then
    [ "$(id -u)" = 0 ] || { echo "gettext is missing: sudo apt-get install gettext" >&2; exit 1; }
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq gettext >/dev/null
fi

list_texts() { # no line numbers: a moved line must not look like a changed text
    python manage.py makemessages --locale en --no-location --no-obsolete --ignore var --ignore .venv --ignore bench \
        --ignore chaos --ignore '*/tests/*' --verbosity 0
}

if [ "${1:-}" = --write ]; then
    list_texts
    python manage.py compilemessages --locale en --verbosity 0
    msgfmt --statistics --output-file=/dev/null "$catalogue"
    exit
fi

kept=$(mktemp -d)
trap 'cp -p "$kept"/django.* locale/en/LC_MESSAGES/; rm -rf "$kept"' EXIT
cp -p "$catalogue" "${catalogue%.po}.mo" "$kept"/ || { echo "django.mo is missing: deploy/check_translations.sh --write" >&2; exit 1; }

fail() {
    printf '%s\n' "$1" "    deploy/check_translations.sh --write" "lists them in $catalogue; translate, run it again, commit." >&2
    exit 1
}

list_texts
texts() { grep -v '^"POT-Creation-Date' "$1"; }
diff -u <(texts "$kept/django.po") <(texts "$catalogue") || fail "Texts of the screens are not in the catalogue as they are."
missing=$(msgattrib --no-wrap --no-obsolete --untranslated "$catalogue"; msgattrib --no-wrap --no-obsolete --only-fuzzy "$catalogue")
if [ -n "$missing" ]; then
    printf '%s\n' "$missing"
    fail "These texts have no English, or a doubtful one."
fi
msgfmt --check --output-file="$kept/fresh.mo" "$kept/django.po"
cmp --silent "$kept/fresh.mo" "$kept/django.mo" || fail "django.mo is older than django.po."
rm "$kept/fresh.mo"
echo "Every text has its English."
