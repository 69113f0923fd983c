from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import FileRefused
from pipelines.readers.publishers.united_nations.m49 import read_m49
from pipelines.readers.publishers.united_nations.member_lists import read_member_list
from pipelines.readers.rows.read_result import Reading
from tests.publishers.workbooks import bundled_economies, edition_of
from tests.publishers.workbooks.lists import HEADER, m49_csv

ECONOMIES = bundled_economies()
AS_FLAGGED = {
    ("AFG", "LDC"), ("AFG", "LLDC"), ("BES", "SIDS_M49"), ("BGD", "LDC"), ("BTN", "LLDC"),
    ("TUV", "LDC"), ("TUV", "SIDS_M49"),
}  # fmt: skip


def read(content: bytes) -> Reading:
    return read_m49(edition_of(content, "UNSD - Methodology.csv"), economies=ECONOMIES)


def members(reading: Reading) -> set[tuple[str, str]]:
    return {(row["iso3"], row["group_code"]) for row in reading.rows.to_pylist()}


@pytest.mark.parametrize(
    "shape",
    [
        {"delimiter": ";"},
        {"delimiter": ","},
        {"delimiter": ",", "with_developed": True, "with_sark": True},
        {"padded": False},
        {"mark": "X"},
    ],
)
def test_each_vintage_of_the_list_is_read_alike(shape: dict[str, Any]) -> None:
    reading = read(m49_csv(**shape))
    assert members(reading) == AS_FLAGGED
    assert not reading.rejects


def test_edition_and_day_are_given_or_those_of_receipt() -> None:
    (row, *_) = read(m49_csv()).rows.to_pylist()
    assert (row["list_edition"], row["published_on"]) == ("2026-11-24", date(2026, 11, 24))
    reading = read_m49(
        edition_of(m49_csv()),
        economies=ECONOMIES,
        list_edition="2026-07",
        published_on=date(2026, 7, 20),
    )
    (row, *_) = reading.rows.to_pylist()
    assert (row["list_edition"], row["published_on"]) == ("2026-07", date(2026, 7, 20))
    assert (row["iso3"], row["source_line"], row["source_cell"]) == ("AFG", 3, "line 3, LDC")


@pytest.mark.parametrize("with_developed", [True, False])
def test_fields_that_commas_in_names_moved_are_put_right_and_told_of(with_developed: bool) -> None:
    reading = read(m49_csv(",", quoted=False, with_developed=with_developed))
    assert members(reading) == AS_FLAGGED
    (note,) = [note for note in reading.notes if "put right" in note]
    assert "line 22, Bonaire, Sint Eustatius and Saba (BES)" in note
    assert "China, Hong Kong Special Administrative Region (HKG)" in note
    assert "(MAC)" in note


def test_a_moved_line_that_lost_its_last_field_is_put_right_if_that_was_no_flag() -> None:
    def without_last(content: bytes) -> bytes:
        lines = content.decode().split("\n")
        cut = [
            line.rpartition(",")[0] if line.count(",") == lines[0].count(",") + 1 else line
            for line in lines
        ]
        return "\n".join(cut).encode()

    lost_developed = read(without_last(m49_csv(",", quoted=False, with_developed=True)))
    assert members(lost_developed) == AS_FLAGGED
    lost_a_flag = read(without_last(m49_csv(",", quoted=False)))
    assert members(lost_a_flag) == AS_FLAGGED - {("BES", "SIDS_M49")}
    assert [reject.reason for reject in lost_a_flag.rejects] == ["codes_disagree"] * 3


def test_a_moved_line_of_no_economy_of_ours_is_rejected() -> None:
    content = m49_csv(",", quoted=False).replace(b",344,HK,HKG", b",344,HK,ABC")
    reading = read(content)
    (reject,) = reading.rejects
    assert reject.reason == "wrong_width"
    assert "Hong Kong" in reject.found


def test_zeros_that_were_lost_are_put_back_and_told_of() -> None:
    assert "30 M49 codes had lost their leading zeros" in read(m49_csv(padded=False)).notes


def test_areas_without_a_code_and_economies_not_named_are_told_of() -> None:
    notes = read(m49_csv(with_sark=True)).notes
    assert "areas without an ISO code, left out: Sark" in notes
    assert "economies the list does not name: TWN, XKX" in notes


def test_another_m49_code_than_ours_is_told_of() -> None:
    reading = read(m49_csv().replace(b";004;AF;AFG", b";999;AF;AFG"))
    assert "other M49 codes than ours: AFG 999" in reading.notes
    assert members(reading) == AS_FLAGGED


def test_a_code_of_another_economy_is_rejected() -> None:
    reading = read(m49_csv().replace(b";004;AF;AFG", b";008;AF;AFG"))
    assert [(reject.reason, reject.line_from) for reject in reading.rejects] == [
        ("codes_disagree", 3)
    ]


def test_a_flag_that_is_no_x_is_rejected() -> None:
    reading = read(m49_csv().replace(b"BD;BGD;x", b"BD;BGD;?"))
    (reject,) = reading.rejects
    assert (reject.found, reject.reason, reject.field) == ("?", "unknown_term", "group_code")


def test_a_list_that_is_cut_off_refuses() -> None:
    content = m49_csv()
    with pytest.raises(FileRefused, match="economies are not in the list"):
        read(content[: len(content) // 2])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        m49_csv().replace(b"M49 Code", b"Code"),
        m49_csv().replace(b"Least Developed Countries (LDC)", b"M49 Code"),
        ";".join(HEADER).encode(),
        m49_csv().replace("Å".encode(), b"\xc5"),
        m49_csv("|"),
    ],
)
def test_another_header_or_none_refuses(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read(content)


@pytest.mark.parametrize(
    ("vintage", "counts", "count_of_lines"),
    [
        ("2021-10", {"LDC": 46, "LLDC": 32, "SIDS_M49": 53}, 250),
        ("2024-01", {"LDC": 46, "LLDC": 32, "SIDS_M49": 53}, 250),
        ("2026-07", {"LDC": 44, "LLDC": 32, "SIDS_M49": 53}, 249),
    ],
)
def test_the_lists_of_the_united_nations_give_the_known_counts(
    third_party: Path, vintage: str, counts: dict[str, int], count_of_lines: int
) -> None:
    path = third_party / "unsd_m49" / f"UNSD_Methodology_{vintage}.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    content = path.read_bytes()
    reading = read(content)
    assert Counter(reading.rows["group_code"].to_pylist()) == counts
    assert not reading.rejects
    assert len(content.decode().splitlines()) == count_of_lines
    bhutan = ("BTN", "LDC") in members(reading)
    assert bhutan == (vintage != "2026-07"), "a copy of January 2024 lags behind its graduation"


def member_list(content: bytes, groups: tuple[str, ...] = ("SIDS",)) -> Reading:
    return read_member_list(
        edition_of(content, "sids.csv"),
        economies=ECONOMIES,
        list_publisher="UN-OHRLLS",
        group_codes=groups,
        list_edition="2026",
        published_on=date(2026, 1, 1),
    )


def test_a_list_saved_by_hand_names_members_by_code_or_name() -> None:
    reading = member_list(b"name\nTuvalu\nPalestine*\nCPV\nAtlantis\n")
    assert [row["iso3"] for row in reading.rows.to_pylist()] == ["TUV", "PSE", "CPV"]
    (row, *_) = reading.rows.to_pylist()
    assert (row["group_code"], row["list_publisher"]) == ("SIDS", "UN-OHRLLS")
    assert [(r.found, r.reason, r.line_from) for r in reading.rejects] == [
        ("Atlantis", "unknown_economy", 5)
    ]
    assert "1 names had a star" in reading.notes[0]
    assert (reading.lines.physical, reading.lines.structural) == (5, 1)


def test_a_list_of_several_groups_says_which_each_line_is_of() -> None:
    content = b"group_code;iso3\nLDC;BGD\nSIDS;TUV\n\nWB;FJI\nLDC\n"
    reading = member_list(content, ("LDC", "LLDC", "SIDS"))
    assert members(reading) == {("BGD", "LDC"), ("TUV", "SIDS")}
    assert {reject.line_from for reject in reading.rejects} == {5, 6}
    with pytest.raises(FileRefused, match="does not say of which group"):
        member_list(b"iso3\nBGD\n", ("LDC", "LLDC"))


def test_a_member_listed_twice_counts_once() -> None:
    reading = member_list(b"iso3\nTUV\nTUV\n")
    assert len(reading.rows) == 1
    assert "1 duplicate rows dropped, such as line 3" in reading.notes
    assert (reading.lines.physical, reading.lines.structural) == (3, 2)


def test_names_of_a_list_of_one_column_may_hold_commas() -> None:
    reading = member_list(b'name\n"Bolivia, plurinational"\nTuvalu, atoll of\nTuvalu\n')
    assert [row["iso3"] for row in reading.rows.to_pylist()] == ["TUV"]
    assert [r.found for r in reading.rejects] == ["Bolivia, plurinational", "Tuvalu, atoll of"]
