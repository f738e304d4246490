"""Addresses after the Akoma Ntoso Naming Convention."""

import pytest

from lawscan import addresses


def test_an_address_survives_parsing_and_writing() -> None:
    """What parse reads, str writes again, letter for letter."""
    text = "/akn/ke/act/2011/12/eng@2016-01-01/~part_3__sec_14"
    assert str(addresses.parse(text)) == text


def test_the_slash_before_the_tilde_may_be_missing() -> None:
    """Older tools write the portion without its slash; it reads the same."""
    assert addresses.parse("/akn/ke/act/2011/12/eng@~sec_1").eid == "sec_1"


@pytest.mark.parametrize("text", ["", "/akn/", "part_3", "/akn/KENYA/act/2011/12", "http://example.org/akn"])
def test_what_is_no_address_is_refused(text: str) -> None:
    """A text that is no address raises, and the message shows one that is."""
    with pytest.raises(ValueError, match="Akoma Ntoso"):
        addresses.parse(text)


def test_a_work_is_addressed_by_what_is_known_of_it() -> None:
    """Without a number the title stands in; without a country, xx; without a date, nd."""
    assert str(addresses.work("", "unknown", "", "", "Citizenship Act")) == "/akn/xx/act/nd/citizenship-act"
    assert str(addresses.work("SVK", "act", "1993-01-19", "40/1993 Z. z.")) == "/akn/sk/act/1993-01-19/40-1993-z-z"
