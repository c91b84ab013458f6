#!/bin/sh
# Renews the lock files from pyproject.toml; called by `make lock`. They name versions and hashes, never a host.
set -eu

uv=.venv/bin/uv
compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --upgrade "$@" pyproject.toml
}
compile --output-file requirements.lock
compile --extra dev --output-file requirements-dev.lock
if grep -n '://' requirements.lock requirements-dev.lock; then
    echo "A lock file names an address (above); it must name none." >&2
    exit 1
fi
