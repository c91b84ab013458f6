#!/bin/sh
# Installs requirements.lock ("runtime") or requirements-dev.lock ("dev") into .venv; called by make.
#
#   sh tools/install.sh runtime|dev [PYTHON]
#
# Does nothing when .venv already holds what the lock says: a copy of the lock is left in .venv after each
# complete installation, and compared first. uv does the work because it is quick; where it cannot (it ignores
# pip's configuration), plain pip installs the same lock, by the same hashes.
set -eu

kind=${1:?runtime or dev}
python=${2:-python3}
uv_version=0.13.9
venv=.venv

refuse() {
    printf '%s\n' "$1" >&2
    exit 1
}

up_to_date() {
    [ -x "$venv/bin/python" ] && cmp -s "$1" "$venv/$1"
}

# The dev lock holds everything of the runtime lock, so either will do for running.
if up_to_date requirements-dev.lock; then exit 0; fi
if [ "$kind" = runtime ] && up_to_date requirements.lock; then exit 0; fi

check_python() {
    command -v "$python" >/dev/null 2>&1 ||
        refuse "Python is missing: install Python 3.11 or later, or name it with TCDC_PYTHON=/path/to/python3."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        refuse "Python 3.11 or later is needed, but $python is $("$python" -V 2>&1 | cut -d' ' -f2): name a newer one with TCDC_PYTHON=/path/to/python3."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        refuse "The venv module of $python is missing: install it (on Debian and Ubuntu: apt install python3-venv)."
}

check_writable() {
    [ -w . ] || refuse "No permission to write in $(pwd): run make as the owner of this folder, or copy it to one of yours."
    [ ! -e "$venv" ] || [ -w "$venv" ] ||
        refuse "No permission to write in $(pwd)/$venv: it belongs to another user; remove it or run make as that user."
}

make_venv() {
    "$venv/bin/python" -c 'import pip' 2>/dev/null && return
    check_python
    "$python" -m venv --clear "$venv"
}

install_with_uv() {
    [ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version" || return 1
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r "$1"
}

install_with_pip() {
    printf 'uv could not install %s (above); trying pip, which is slower.\n' "$1" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}

# The command tcdc, which works from any folder: the project's own folder joins the import path of .venv.
make_command() {
    site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    pwd >"$site/tcdc.pth"
    printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m app "$@"\n' >"$venv/bin/tcdc"
    chmod +x "$venv/bin/tcdc"
}

check_writable
make_venv
lock=requirements.lock
[ "$kind" = runtime ] || lock=requirements-dev.lock
printf 'Installing %s packages of %s into %s …\n' "$(grep -c '^[a-z]' "$lock")" "$lock" "$venv" >&2
install_with_uv "$lock" || install_with_pip "$lock" ||
    refuse "The packages of $lock could not be installed (above): is a package index reachable from here?"
make_command
cp "$lock" "$venv/$lock"
