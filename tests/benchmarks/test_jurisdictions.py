"""Names of states are found exactly, in many languages, or not at all."""

from __future__ import annotations

import pytest

from lawscan import jurisdictions


@pytest.mark.parametrize(
    ("name", "iso3"),
    [("Republic of Korea", "KOR"), ("Niger", "NER"), ("Nigeria", "NGA"), ("REPUBLIC OF KENYA", "KEN"),
     ("المغرب", "MAR"), ("Royaume du Maroc", "MAR"), ("Україна", "UKR"), ("Ελλάδα", "GRC"), ("भारत", "IND"),
     ("日本", "JPN"),
     ("한국", "KOR"),
     ("Swaziland", "SWZ"), ("Zaire", "COD"), ("Burma", "MMR"), ("The Gambia", "GMB"), ("Cote d’Ivoire", "CIV"),
     ("Congo", "COG"), ("European Union", "EUU"), ("USSR", "SUN"), ("KEN", "KEN"), ("Korea", ""), ("Kenia y otros", ""),
     ("Nige", ""), ("", ""), ("Republic", "")],
)
def test_lookup(name: str, iso3: str) -> None:
    """Long forms, native names and former names are known; what is not a name is not guessed."""
    assert iso3 == jurisdictions.lookup(name)


def test_every_code_has_a_name_and_comes_back() -> None:
    """All 250 codes name themselves in English, and the name leads back to the code."""
    codes = list(jurisdictions._data()["alpha2"])
    assert 250 == len(codes)
    assert [] == [code for code in codes if jurisdictions.lookup(jurisdictions.name(code)) != code]


def test_alpha2_is_unique() -> None:
    """No two jurisdictions share an address code."""
    codes = jurisdictions._data()["codes"]
    assert len(codes) == len(set(codes.values()))
    assert all(code == jurisdictions.iso3_of(jurisdictions.alpha2(code)) for code in codes)


def test_roles_have_year_and_source() -> None:
    """Each role says when and by whom it was measured."""
    roles = jurisdictions.roles()
    assert ("origin", "host") == (roles["PHL"].role, roles["DEU"].role)
    assert all(role.year and role.source and role.role in ("host", "origin", "both") for role in roles.values())
