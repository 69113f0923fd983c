"""Whatever a text holds, reading its places raises nothing, loses nothing and ends soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.readers.places import (
    MAX_CHARACTERS,
    PlacesRead,
    to_items,
)
from pipelines.readers.places.model import REASONS
from pipelines.submissions import LANGUAGES
from tests.unit.readers.places.bundled import (
    READER,
    SPLIT_STATE_OR_SHARED,
    cldr_names,
)
from tests.unit.readers.places.cases import COUNTRIES, ITEMS, UNRESOLVED


@pytest.mark.parametrize(
    "unit", [",", "a,", " و", "和", "(", "Kenya 5% ", "%", "1", " ", "a ", "kenyaa,", " and", "\t-"]
)
def test_the_longest_text_of_one_repeated_sign_is_read_at_once(unit: str) -> None:
    started = time.thread_time()
    READER.read_places((unit * MAX_CHARACTERS)[:MAX_CHARACTERS])
    assert time.thread_time() - started < 5


PIECES = [*COUNTRIES, *ITEMS, *UNRESOLVED, ",", " and ", "، ", "和", " و", ";", "(", ")", "%", "40"]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.lists(st.one_of(st.text(max_size=5), st.sampled_from(PIECES)), max_size=8).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([None, *LANGUAGES, "xx"]))
def test_no_text_raises_and_all_that_stays_open_is_kept_verbatim(
    text: str, language: str | None
) -> None:
    read = READER.read_places(text, language=language)
    for left in read.unresolved:
        assert left.text
        assert left.text in text
        assert left.reason in REASONS
    for count in read.counts:
        assert count in text
    assert not read.shares or sum(read.shares.values()) == 100
    assert not read.shares or set(read.shares) == set(read.countries)
    assert all("|" not in item and "\n" not in item for item in to_items(read))


@settings(max_examples=200, deadline=None)
@given(st.characters(exclude_categories=[]), st.sampled_from(["Kenya", "{}Kenya", "Ken{}ya"]))
def test_no_single_character_raises(character: str, template: str) -> None:
    read = READER.read_places(template.replace("{}", character) + character)
    assert isinstance(read, PlacesRead)


KNOWN = [(iso3, name) for iso3, _, name in cldr_names() if name not in SPLIT_STATE_OR_SHARED]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=10),
    st.sampled_from(["; ", " | ", "\n", ", ", "، ", "、", "，", " and ", " et ", " y ", " и "]),
    st.randoms(use_true_random=False),
)
def test_a_joined_list_holds_the_same_countries_in_any_order(
    places: list[tuple[str, str]], divider: str, random: object
) -> None:
    codes = {iso3 for iso3, _ in places}
    # "Serbia and Montenegro" side by side is also the name of a State that split.
    assume(not {"SRB", "MNE"} <= codes)
    # "Hong Kong, China" side by side is one name of one economy.
    assume("CHN" not in codes or not codes & {"HKG", "MAC", "TWN"})
    shuffled = list(places)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    read = READER.read_places(divider.join(name for _, name in places))
    again = READER.read_places(divider.join(name for _, name in shuffled))
    assert read.unresolved == again.unresolved == ()
    assert set(read.countries) == set(again.countries) == codes
    assert read.countries == tuple(dict.fromkeys(iso3 for iso3, _ in places))
