#!/bin/sh
# Set lawscan up in .venv with what its tests need, and run them: lint, types, tests.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/pip install --quiet --editable '.[dev]'
.venv/bin/ruff check .
.venv/bin/mypy
exec .venv/bin/pytest "$@"
