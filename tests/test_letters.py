"""Small letters, where a script has both kinds."""

from __future__ import annotations

import doctest

from lawscan import letters


def test_examples_hold() -> None:
    """The examples in the docstring run."""
    found = doctest.testmod(letters)
    assert found.attempted and not found.failed
