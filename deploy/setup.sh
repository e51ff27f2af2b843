#!/usr/bin/env bash
# Makes .venv and installs one requirements file into it; does nothing when that file was installed before.
#   deploy/setup.sh requirements.txt
# PYTHON=/path/to/python names the interpreter when python3.11 is not on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=$1

stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else return 1; fi
}

install_packages() { # succeeds only as root, where apt-get exists and reaches its archive
    command -v apt-get >/dev/null || return 1
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return
    as_root apt-get update -qq >/dev/null 2>&1 &&
        as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

is_wanted() { # PYTHON may be any version from 3.11 on; what is found unasked must be the one that is tested
    "$1" -c "import sys; sys.exit(not (sys.version_info[:2] == (3, 11) or $2 and sys.version_info >= (3, 11)))" 2>/dev/null
}

has_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_wanted "$PYTHON" True || stop "PYTHON=$PYTHON is not a Python 3.11 or later."
        echo "$PYTHON"
        return
    fi
    # The system's own comes first: one compiled by hand mostly lacks its optimisations and is a tenth slower.
    for candidate in $(type -ap python3.11 python3); do
        if [[ $candidate == /usr/bin/* ]] && is_wanted "$candidate" False && has_environments "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    for candidate in $(type -ap python3.11 python3); do
        if is_wanted "$candidate" False; then
            echo "$candidate"
            return
        fi
    done
    stop "Acompaña needs Python 3.11, and none was found. Install it and try again:" \
        "    sudo apt-get install python3.11 python3.11-venv" \
        "or name one: PYTHON=/path/to/python3.11 make run"
}

make_environment() {
    local python
    python=$(find_python)
    echo "Making .venv with $("$python" --version) …"
    if ! has_environments "$python"; then
        install_packages python3.11-venv ||
            stop "This Python cannot make virtual environments. Install what is missing and try again:" \
                "    sudo apt-get install python3.11-venv"
    fi
    "$python" -m venv .venv
}

install_requirements() {
    local stamp=.venv/installed-$requirements wanted
    wanted=$(cat requirements.txt "$requirements" | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    echo "Installing $requirements …"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$requirements" ||
        stop "The packages of $requirements could not be installed; the lines above say why." \
            "Is this machine connected to the internet?"
    echo "$wanted" >"$stamp"
    if [ "$requirements" = requirements-dev.txt ]; then # it holds the other one
        cat requirements.txt requirements.txt | sha256sum >.venv/installed-requirements.txt
    fi
}

loads() { # whether every one of these libraries can be loaded
    .venv/bin/python - "$@" <<'PY'
import ctypes
import sys

for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        sys.exit(1)
PY
}

check_libraries() { # what WeasyPrint draws with
    local pango="libpango-1.0-0 libpangoft2-1.0-0" subset=libharfbuzz-subset0
    if ! loads libpango-1.0.so.0 libpangoft2-1.0.so.0; then
        echo "Installing $pango …"
        # shellcheck disable=SC2086
        install_packages $pango ||
            stop "PDF needs Pango, and it is missing. Install it and try again:" \
                "    sudo apt-get install $pango $subset"
    fi
    if ! loads libharfbuzz-subset.so.0; then
        echo "Installing $subset …"
        install_packages $subset ||
            printf '\n%s\n' "$subset is missing: everything works, but a PDF takes 2.6 times as long. To mend it:" \
                "    sudo apt-get install $subset" >&2
    fi
}

if ! .venv/bin/python -c '' 2>/dev/null; then
    make_environment
fi
install_requirements
check_libraries
