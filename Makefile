# Thin names for what CONTRIBUTING.md explains.
PY = .venv/bin/python

.PHONY: demo test lint docs bench
demo: ; sh scripts/demo.sh
test: ; sh scripts/test.sh
lint: ; .venv/bin/ruff check . && .venv/bin/mypy
docs: ; $(PY) scripts/make_reference.py
bench: ; $(PY) benchmarks/reading/run.py && $(PY) benchmarks/tagging/run.py
