"""Nothing plausible and false in the bundled files goes unseen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tampers.editing import Tamper, read_catalogue
from tests.tampers.trying import (
    Found,
    Sign,
    find_signs,
    signs_of_build,
    signs_of_files,
    spoil,
    table_of,
)
from tests.warehouses import Warehouse, copy_home

pytestmark = pytest.mark.slow

CATALOGUE = read_catalogue()
BUILDS = 8
"""Tampers of one file are spread over so many builds, so that none explains another."""


def of_gate(gate: str) -> list[Tamper]:
    return sorted((each for each in CATALOGUE if each.gate == gate), key=lambda each: each.file)


def test_at_least_forty_different_tampers_are_tried() -> None:
    assert len({tamper.name for tamper in CATALOGUE}) == len(CATALOGUE) >= 40


def test_the_untouched_files_give_no_sign(refreshed_home: Path, tmp_path: Path) -> None:
    assert list(signs_of_files(copy_home(refreshed_home, tmp_path))) == []


def test_no_tamper_of_the_files_is_silent(
    refreshed_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found: list[Found] = []
    for number in range(BUILDS):
        tampers = of_gate("raw")[number::BUILDS]
        directory = tmp_path / str(number)
        warehouse = copy_home(refreshed_home, directory).with_own_inputs()
        spoil(warehouse, tampers)
        found += find_signs(tampers, signs_of_files(warehouse), always=())
        shutil.rmtree(directory)
    with capsys.disabled():
        sys.stdout.write(f"\n{table_of(found)}\n")
    assert [each.tamper.name for each in found if not each.signs] == []


@pytest.mark.parametrize("tamper", of_gate("marts"), ids=lambda tamper: tamper.name)
def test_no_tamper_of_a_whole_build_is_silent(
    copy_warehouse: Callable[[], Warehouse], tamper: Tamper
) -> None:
    warehouse = copy_warehouse().with_own_inputs()
    spoil(warehouse, [tamper])
    (found,) = find_signs([tamper], signs_of_build(warehouse), always=())
    assert found.signs


def test_what_is_said_of_untouched_files_shows_no_tamper() -> None:
    tamper = Tamper("one", "a.csv", {}, ("KEN", "2024"))
    usual = Sign("check", "warning", "KEN 2024")
    assert find_signs([tamper], [usual], always=[usual])[0].signs == ()
    assert find_signs([tamper], [usual], always=[])[0].signs == (usual,)
    other = Sign("check", "warning", "KEN 2023")
    assert find_signs([tamper], [other], always=[])[0].in_a_line() == "| one | a.csv | SILENT |"


def test_a_tamper_that_picks_or_changes_nothing_is_refused() -> None:
    content = b"iso3,value\nKEN,1\nUGA,2\n"
    with pytest.raises(ValueError, match="picks no row"):
        Tamper("none", "a.csv", {"iso3": "XXX"}, ()).apply(content)
    with pytest.raises(ValueError, match="changes nothing"):
        Tamper("same", "a.csv", {"iso3": "KEN"}, (), put={"value": "1"}).apply(content)
    tenfold = Tamper("tenfold", "a.csv", {"iso3": "KEN"}, (), times={"value": "10"})
    assert tenfold.apply(content) == b"iso3,value\nKEN,10\nUGA,2\n"
    pair = Tamper("pair", "a.csv", {"iso3": ["KEN", "UGA"]}, (), exchange="value", by="iso3")
    assert pair.apply(content) == b"iso3,value\nKEN,2\nUGA,1\n"
