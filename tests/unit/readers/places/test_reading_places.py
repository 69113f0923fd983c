"""Texts are read as countries, lists, shares and counts, and what is unclear stays open."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.readers.places import (
    MAX_CHARACTERS,
    PlacesRead,
    Region,
    to_items,
)
from tests.unit.readers.places.bundled import (
    READER,
    open_of,
)
from tests.unit.readers.places.cases import COUNTRIES, ITEMS, UNRESOLVED


@pytest.mark.parametrize(("text", "iso3"), [(t, c) for t, c in COUNTRIES.items() if c])
def test_a_country_is_read_from(text: str, iso3: str) -> None:
    assert READER.read_places(text) == PlacesRead((iso3,))


def _joined(items: tuple[str, ...]) -> str:
    return " ".join(items)


@pytest.mark.parametrize(("text", "items"), [(t, i) for t, i in ITEMS.items() if i])
def test_a_list_is_read_as(text: str, items: str) -> None:
    read = READER.read_places(text)
    assert (_joined(to_items(read)), read.unresolved) == (items, ())


@pytest.mark.parametrize(("text", "reason", "suggested"), [(t, *u) for t, u in UNRESOLVED.items()])
def test_nothing_is_guessed_from(text: str, reason: str, suggested: str | None) -> None:
    read = READER.read_places(text)
    assert to_items(read) == ()
    assert [(u.text, u.reason) for u in read.unresolved] == [(text, reason)]
    if suggested is not None:
        assert _joined(read.unresolved[0].suggestions) == suggested


def test_what_is_known_is_kept_beside_what_is_not() -> None:
    read = READER.read_places("Kenya, Wakanda and Uganda")
    assert read.countries == ("KEN", "UGA")
    assert [(u.text, u.reason) for u in read.unresolved] == [("Wakanda", "unknown")]


def test_a_country_in_brackets_behind_another_may_be_its_sovereign_and_stays_open() -> None:
    read = READER.read_places("Anguilla (United Kingdom)")
    assert read.countries == ("AIA",)
    assert open_of(read) == [("United Kingdom", "ambiguous", ("GBR",))]


def test_a_comma_never_joins_two_names_into_a_third() -> None:
    read = READER.read_places("Guinea, Bissau")
    assert read.countries == ("GIN",)
    assert [u.text for u in read.unresolved] == ["Bissau"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Kenya 50 %, Uganda 40 %", "shares_not_100"),
        ("Kenya 33.3 %, Uganda 33.3 %, Rwanda 33.3 %", "shares_not_100"),
        ("Kenya 100 %, Uganda 0 %", "shares_not_100"),
        ("Kenya 50 %, Uganda", "shares_incomplete"),
        ("Kenya 60 %, Wakanda 40 %", "shares_incomplete"),
        ("Kenya 100 %, Africa", "shares_incomplete"),
        ("Kenya 50 %, Kenya 50 %", "share_repeated"),
    ],
)
def test_shares_that_do_not_add_up_are_dropped_with_the_reason(text: str, reason: str) -> None:
    read = READER.read_places(text)
    assert read.shares == {}
    assert "KEN" in read.countries
    assert (read.unresolved[-1].text, read.unresolved[-1].reason) == (text, reason)


def test_a_share_of_a_group_is_not_a_share_of_a_country() -> None:
    read = READER.read_places("LDCs 100 %")
    assert open_of(read) == [("LDCs 100 %", "share_not_of_a_country", ("LIST:LDC",))]


def test_shares_keep_their_decimals() -> None:
    read = READER.read_places("Kenya 33.34 %, Uganda 33.33 %, Rwanda 33.33 %")
    assert read.shares["KEN"] == Decimal("33.34")


def test_codes_can_be_closed_out() -> None:
    assert READER.read_places("KEN, NA", codes=False).countries == ()
    assert READER.read_places("Namibia", codes=False).countries == ("NAM",)


def test_a_region_says_on_which_lists_it_is() -> None:
    def only(text: str) -> Region:
        return READER.read_places(text).regions[0]

    assert only("Africa") == Region("itu", "Africa", "AFRICA", "002")
    assert only("Arab region") == Region("itu", "Arab States", "ARAB_STATES", None)
    assert only("Eastern Africa") == Region("m49", "Eastern Africa", None, "014")
    assert only("MENA") == Region("free", "MENA", None, None)


def test_a_text_over_the_limit_is_kept_whole_and_unread() -> None:
    text = "Kenya, " * MAX_CHARACTERS
    assert open_of(READER.read_places(text)) == [(text, "too_long", ())]


def test_an_empty_text_says_nothing() -> None:
    assert READER.read_places("") == READER.read_places(" \n;, ") == PlacesRead()
