"""Reads lists of group members that a person saved by hand, as OHRLLS and ITU give them on pages.

ITU's flags in its price workbook are read in `price_workbook_groups.py`; dates are for SQL.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from pipelines.readers.publishers.delimited_lists import Line, read_list
from pipelines.readers.publishers.edition import Economies, FetchedEdition
from pipelines.readers.publishers.row_builder import FoundRow, only_response, rows_of
from pipelines.readers.rows.columns import Unreadable, Value
from pipelines.readers.rows.read_result import Reading, refused
from pipelines.readers.snapshot.reference import GROUP_LISTS

_MEMBER = (
    "iso3",
    "ISO3 Code",
    "ISO-alpha3 Code",
    "IsoCode",
    "name",
    "Country",
    "Economy",
    "Country or Area",
)
_GROUP = ("group_code", "group")


def read_member_list(
    edition: FetchedEdition,
    *,
    economies: Economies,
    list_publisher: str,
    group_codes: Collection[str],
    list_edition: str | None = None,
    published_on: date | None = None,
) -> Reading:
    """Members of groups, by code or by name, into `raw.country_group_lists`.

    Args:
        edition: The CSV, with one column of codes or names and, where it lists several groups, a
            column `group_code`.
        economies: Whose codes and names are known.
        list_publisher: Whose list it is.
        group_codes: The groups it may list; one alone need not be named in the file.
        list_edition: Name of this state of the list; the day of receipt when not given.
        published_on: The day from which it was known; the day of receipt when not given.

    Raises:
        FileRefused: when the header is another one, or a file without groups is of several.
    """
    data = only_response(edition)
    table = read_list(data, edition.file, {"member": _MEMBER}, {"group": _GROUP})
    if "group" not in table.positions and len(group_codes) != 1:
        raise refused(
            edition.file,
            "the list does not say of which group its lines are",
            f"a column group_code with {', '.join(sorted(group_codes))}",
        )
    found = []
    starred = 0
    for line in table.lines:
        member = _field(line, table.positions["member"])
        starred += "*" in member
        group: Value = next(iter(group_codes))
        if "group" in table.positions:
            text = _field(line, table.positions["group"])
            group = text if text in group_codes else _unknown_group(text, group_codes)
        values: dict[str, Value] = {
            "group_code": group,
            "iso3": _iso3(line, member, table.width, economies),
            "list_publisher": list_publisher,
            "list_edition": list_edition or edition.received_on.isoformat(),
            "published_on": (published_on or edition.received_on).isoformat(),
        }
        found.append(FoundRow(values, line.number, f"line {line.number}"))
    notes = [f"{starred} names had a star, of a footnote, that was taken off"] if starred else []
    return rows_of(edition, GROUP_LISTS, found, structural=table.structural, notes=notes)


def economy_named(text: str, economies: Economies) -> Value:
    """The code of an economy given by its code or name, stars of footnotes aside; else why none."""
    bare = text.replace("*", "").strip()
    if bare in economies.iso3:
        return bare
    iso3 = economies.iso3_of_name(bare) if bare else None
    return iso3 or Unreadable(text, "the ISO code or name of an economy", "unknown_economy")


def _iso3(line: Line, member: str, width: int, economies: Economies) -> Value:
    if len(line.fields) != width:
        found = f"{len(line.fields)} fields"
        return Unreadable(found, f"{width} fields, as in the header", "wrong_width")
    return economy_named(member, economies)


def _unknown_group(text: str, group_codes: Collection[str]) -> Unreadable:
    return Unreadable(text, f"one of: {', '.join(sorted(group_codes))}", "unknown_term")


def _field(line: Line, position: int) -> str:
    return line.fields[position] if position < len(line.fields) else ""
