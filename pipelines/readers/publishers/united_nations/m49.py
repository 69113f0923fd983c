"""Reads the United Nations' M49 list for its three groups: LDC, LLDC and SIDS.

The file carries no date, so the edition and its day are given; dating memberships is done in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pipelines.readers.publishers.delimited_lists import DelimitedList, Line, read_list
from pipelines.readers.publishers.edition import Economies, FetchedEdition
from pipelines.readers.publishers.row_builder import FoundRow, only_response, rows_of, wrong_layout
from pipelines.readers.rows.columns import Unreadable, Value
from pipelines.readers.rows.read_result import Reading
from pipelines.readers.snapshot.reference import GROUP_LISTS

LIST_PUBLISHER = "UN DESA/M49"
_COLUMNS = {
    "name": ("Country or Area",),
    "m49": ("M49 Code",),
    "iso3": ("ISO-alpha3 Code",),
    "LDC": ("Least Developed Countries (LDC)",),
    "LLDC": ("Land Locked Developing Countries (LLDC)",),
    "SIDS_M49": ("Small Island Developing States (SIDS)",),
}
"""As in the vintages from October 2021 to July 2026; all their other columns came and went."""
_GROUPS = ("LDC", "LLDC", "SIDS_M49")
MOST_SHIFTED = 3
"""Commas a name may hold. In October 2021 the names of HKG, MAC and BES, of one comma each, were
without quotes in a file separated by commas, so that the ISO code fell into the column LDC."""


@dataclass
class _Account:
    """Notes about the lines, collected while they are read."""

    structural: int
    repaired: list[str] = field(default_factory=list)
    without_code: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    padded: int = 0
    unread: int = 0


def read_m49(
    edition: FetchedEdition,
    *,
    economies: Economies,
    list_edition: str | None = None,
    published_on: date | None = None,
) -> Reading:
    """The members of the groups as the list flags them, into `raw.country_group_lists`.

    A line with several flags counts once for each, one without any is structural. A name with
    commas and no quotes is read right when the codes after it are those of one of our economies.

    Args:
        edition: The file as it was served.
        economies: The economies the list must hold.
        list_edition: Name of this state of the list; the day of receipt when not given.
        published_on: The day from which it was known; the day of receipt when not given.

    Raises:
        FileRefused: when the header is another one, or an economy with an M49 code is not in it.
    """
    table = read_list(only_response(edition), edition.file, _COLUMNS)
    account = _Account(table.structural)
    known_on = published_on or edition.received_on
    members = list(_members(table, economies, account))
    missing = sorted(set(economies.iso3_of_m49.values()) - account.seen)
    if len(missing) > account.unread:
        raise wrong_layout(
            edition.file,
            f"{len(missing)} economies are not in the list, {', '.join(missing[:5])} among them",
            "a whole list, which names every economy that has an M49 code",
        )
    shared = {
        "list_publisher": LIST_PUBLISHER,
        "list_edition": list_edition or edition.received_on.isoformat(),
        "published_on": known_on.isoformat(),
    }
    found = [
        FoundRow({"group_code": group, "iso3": iso3, **shared}, line, column)
        for line, iso3, group, column in members
    ]
    return rows_of(
        edition, GROUP_LISTS, found, structural=account.structural, notes=_notes(account, economies)
    )


def _members(
    table: DelimitedList, economies: Economies, account: _Account
) -> Iterator[tuple[int, Value, Value, str]]:
    for line in table.lines:
        shift = _shift(line, table, economies)
        if shift is None:
            if _is_no_economy(line, table, economies):
                account.without_code.append(line.fields[table.positions["name"]])
                account.structural += 1
                continue
            account.unread += 1
            is_whole = len(line.fields) == table.width
            problem = Unreadable(
                ";".join(line.fields),
                "an M49 code and the ISO code of the same economy, each under its name",
                "codes_disagree" if is_whole else "wrong_width",
            )
            yield line.number, problem, "LDC", f"line {line.number}"
            continue
        m49, iso3 = (_field(line, table, name, shift) for name in ("m49", "iso3"))
        account.seen.add(iso3)
        account.padded += len(m49) < 3
        if economies.iso3_of_m49.get(m49.zfill(3)) != iso3:
            account.differing.append(f"{iso3} {m49}")
        if shift:
            start = table.positions["name"]
            name = ", ".join(line.fields[start : start + shift + 1])
            account.repaired.append(f"line {line.number}, {name} ({iso3})")
        flags = [(group, _field(line, table, group, shift)) for group in _GROUPS]
        account.structural += not any(flag for _, flag in flags)
        for group, flag in flags:
            if flag:
                code: Value = group
                if flag.casefold() != "x":
                    code = Unreadable(flag, "x or nothing", "unknown_term")
                yield line.number, iso3, code, f"line {line.number}, {group}"


def _shift(line: Line, table: DelimitedList, economies: Economies) -> int | None:
    """How many commas in the name moved the fields after it; None when the line is none of ours."""
    last = max(table.positions.values())
    for shift in range(MOST_SHIFTED + 1):
        # A copy saved again keeps its width and loses the column after the flags.
        is_cut = len(line.fields) == table.width and last + shift < table.width
        if len(line.fields) != table.width + shift and not is_cut:
            continue
        m49, iso3 = (_field(line, table, name, shift) for name in ("m49", "iso3"))
        if not (m49.isascii() and m49.isdigit() and len(m49) <= 3):
            continue
        ours = economies.iso3_of_m49.get(m49.zfill(3))
        flags = {_field(line, table, group, shift).casefold() for group in _GROUPS}
        # Where nothing moved, another M49 code than ours is noted and not in the way.
        if iso3 in economies.iso3 and ours in ((iso3,) if shift else (iso3, None)):
            return shift if not shift or flags <= {"", "x"} else None
    return None


def _is_no_economy(line: Line, table: DelimitedList, economies: Economies) -> bool:
    """Whether a line is of an area without an ISO code, as Sark was until 2025."""
    if len(line.fields) != table.width:
        return False
    m49, iso3 = (_field(line, table, name, 0) for name in ("m49", "iso3"))
    return m49.isdigit() and not iso3 and m49.zfill(3) not in economies.iso3_of_m49


def _field(line: Line, table: DelimitedList, name: str, shift: int) -> str:
    return line.fields[table.positions[name] + shift]


def _notes(account: _Account, economies: Economies) -> Iterator[str]:
    if account.repaired:
        yield f"commas within a name put right: {'; '.join(account.repaired)}"
    if account.padded:
        yield f"{account.padded} M49 codes had lost their leading zeros"
    if account.without_code:
        yield f"areas without an ISO code, left out: {', '.join(account.without_code)}"
    if account.differing:
        yield f"other M49 codes than ours: {', '.join(account.differing)}"
    if absent := sorted(economies.iso3 - account.seen):
        yield f"economies the list does not name: {', '.join(absent)}"
