#!/bin/sh
# Set lawscan up in .venv and run its main job on the bundled demo collection.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] || python3 -m venv .venv
[ -x .venv/bin/lawscan ] || .venv/bin/pip install --quiet --editable '.[ocr]'
exec .venv/bin/lawscan demo "$@"
