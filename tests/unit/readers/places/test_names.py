"""Every economy and every reviewed name is read as what it is, in six languages."""

from __future__ import annotations

import pytest

from pipelines.errors import P2CError
from pipelines.readers.places import (
    PlaceName,
    PlaceReader,
    PlacesRead,
    to_items,
)
from pipelines.readers.places.model import NAME_KINDS
from tests.unit.readers.places.bundled import (
    ECONOMIES,
    GROUPS,
    NAMES,
    READER,
    SPLIT_STATE_OR_SHARED,
    cldr_names,
    items_of,
)


def test_every_economy_is_read_from_its_own_name() -> None:
    wrong = [e for e in ECONOMIES if READER.read_places(e.name) != PlacesRead((e.iso3,))]
    assert len(ECONOMIES) == 250
    assert wrong == []


def test_every_economy_is_read_from_its_codes_but_not_from_them_in_small_letters() -> None:
    for economy in ECONOMIES:
        assert items_of(economy.iso3) == (economy.iso3,)
        assert items_of(economy.iso3.lower()) in ((), (economy.iso3,))
        if economy.iso2 not in ("", "NA", "NO"):
            assert items_of(economy.iso2) == (economy.iso3,)


def test_every_economy_is_read_from_its_name_in_six_languages() -> None:
    wrong = [
        (iso3, language, name)
        for iso3, language, name in cldr_names()
        if name not in SPLIT_STATE_OR_SHARED and READER.read_places(name) != PlacesRead((iso3,))
    ]
    assert wrong == []


def test_the_language_given_closes_no_other_language_out() -> None:
    for iso3, _, name in cldr_names():
        if name not in SPLIT_STATE_OR_SHARED:
            assert READER.read_places(name, language="zh").countries == (iso3,)


def test_every_reviewed_name_means_what_its_row_says() -> None:
    for name in NAMES:
        read = READER.read_places(name.name, language=name.language or None)
        if name.kind in ("name", "acronym"):
            assert to_items(read) == name.means, name
            assert read.unresolved == (), name
        else:
            assert to_items(read) == (), name
            assert set(read.unresolved[0].suggestions) == set(name.means), name


def test_reviewed_names_do_not_contradict_each_other() -> None:
    from pipelines.readers.places.text import key

    meanings: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for name in NAMES:
        if name.kind != "acronym":
            meanings.setdefault((key(name.name), name.language), set()).add(name.means)
    assert {name: means for name, means in meanings.items() if len(means) > 1} == {}


def test_a_name_that_languages_disagree_on_follows_the_language_of_the_submission() -> None:
    assert READER.read_places("América").countries == ()
    assert READER.read_places("América", language="es").regions[0].name == "The Americas"
    assert READER.read_places("Америка").regions[0].group_code == "AMERICAS"


@pytest.mark.parametrize(
    "name",
    [
        PlaceName("Elsewhere", "", "name", ("XXX",)),
        PlaceName("Elsewhere", "", "name", ("LIST:NOBODY",)),
        PlaceName("Elsewhere", "", "name", ("KEN", "UGA")),
        PlaceName("Elsewhere", "", "guess", ("KEN",)),  # type: ignore[arg-type]
    ],
)
def test_a_reviewed_name_that_means_nothing_on_the_lists_is_refused(name: PlaceName) -> None:
    with pytest.raises(P2CError, match="Elsewhere"):
        PlaceReader(ECONOMIES, [name], GROUPS)


def test_a_reviewed_name_takes_effect_without_a_change_of_code() -> None:
    reader = PlaceReader(ECONOMIES, [PlaceName("Wakanda", "", "name", ("KEN",))], GROUPS)
    assert reader.read_places("Wakanda and Uganda").countries == ("KEN", "UGA")


def test_the_kinds_of_reviewed_names_are_the_known_ones() -> None:
    assert {name.kind for name in NAMES} == set(NAME_KINDS)
