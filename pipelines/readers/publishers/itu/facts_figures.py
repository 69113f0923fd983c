"""Reads ITU's workbook of regional and global aggregates, the figures of Facts and Figures.

Published aggregates stay as published; computing our own beside them is done in SQL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pipelines.readers.publishers.edition import FetchedEdition
from pipelines.readers.publishers.grids import Grid, cell_name, read_grids
from pipelines.readers.publishers.itu.facts_figures_blocks import NO_FIGURE, Figure, find_figures
from pipelines.readers.publishers.itu.facts_figures_terms import Measure, measure_of
from pipelines.readers.publishers.itu.group_labels import ITU_REGIONS, group_of_label
from pipelines.readers.publishers.row_builder import FoundRow, only_response, rows_of
from pipelines.readers.rows.columns import Value, shown
from pipelines.readers.rows.contract import Contract, Rule
from pipelines.readers.rows.fields import FieldError
from pipelines.readers.rows.read_result import Reading, refused
from pipelines.readers.snapshot.published_figures import FACTS_AND_FIGURES

BY_REGION = "By BDT region"
BY_SEX_AND_AGE = "Internet use by sex & age"
BY_AREA = "By urban-rural area"
SHEETS = (BY_REGION, BY_SEX_AND_AGE, BY_AREA)
"""Of the editions from January 2022 to November 2025; the last one only since 2023 or later."""
ESSENTIAL = (
    (BY_REGION, "total", "total", "total"),
    (BY_SEX_AND_AGE, "female", "total", "total"),
    (BY_SEX_AND_AGE, "male", "total", "total"),
    (BY_SEX_AND_AGE, "total", "total", "15-24"),
    (BY_AREA, "total", "urban", "total"),
    (BY_AREA, "total", "rural", "total"),
)
"""Cuts of internet use without which titles have changed; other tables come and go with editions.

Sheet, sex, location and age, as of November 2025."""
_ALL_ESTIMATES = "all data are itu estimates"
"""A note of the edition of November 2024; then no star is needed to make a figure one."""
_REGIONS = (ITU_REGIONS - {"OTHER_ECONOMIES"}) | {"WORLD"}

Key = tuple[Measure, str, int]


@dataclass
class _Account:
    """Notes about the cells, collected while they are read."""

    cells: int = 0
    no_figure: int = 0
    not_held: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    years: set[int] = field(default_factory=set)
    seen: dict[Key, dict[str, tuple[str, str]]] = field(default_factory=dict)
    internet_use: list[dict[str, Value]] = field(default_factory=list)


def read_facts_figures(
    edition: FetchedEdition, *, edition_year: int, source_url: str, published_on: date | None = None
) -> Reading:
    """The figures of the indicators we hold, into `raw.facts_and_figures`.

    `page` is the sheet and `value_stated` the text of the cell, without the star that marks an
    estimate; the status of a figure under a starred year, or with a star of its own, is `estimate`
    and that of others `published`. A figure that is on two sheets is kept once. Tables of other
    indicators are structural and noted by their titles.

    Args:
        edition: The workbook as it was served.
        edition_year: The edition of Facts and Figures it belongs to: the last year in it.
        source_url: Where it was published.
        published_on: The day it was published; the day of receipt when not given.

    Raises:
        FileRefused: when a sheet is missing, figures are of no group or title that is known, one
            sheet says two things of one figure, or the last year is not the edition's.
    """
    book = read_grids(only_response(edition), edition.file, lambda title: title.strip() in SHEETS)
    titles = {grid.title.strip() for grid in book.grids}
    if missing := [sheet for sheet in SHEETS if sheet not in titles]:
        raise refused(
            edition.file,
            f"the workbook lacks the sheets {', '.join(map(repr, missing))}",
            f"the sheets {', '.join(map(repr, SHEETS))}",
        )
    account = _Account()
    shared = {
        "edition": str(edition_year),
        "source_url": source_url,
        "published_on": (published_on or edition.received_on).isoformat(),
    }
    found = [
        FoundRow({**values, **shared}, row, cell)
        for grid in book.grids
        for row, cell, values in _rows(grid, account)
    ]
    held = {(v["page"], v["sex"], v["location"], v["age"]) for v in account.internet_use}
    if lacking := [each for each in ESSENTIAL if each not in held]:
        sheet, *cut = lacking[0]
        left_out = ", ".join(sorted(account.not_held)) or "none"
        raise refused(
            edition.file,
            f"sheet {sheet!r} has no internet use of {' '.join(cut)}; titles not known: {left_out}",
            "a table of it, under a title that says so",
        )
    if max(account.years, default=0) != edition_year:
        last = max(account.years, default="no year at all")
        raise refused(
            edition.file,
            f"the last year of the workbook is {last}",
            f"{edition_year}, the year of the edition",
            "enter the edition the workbook belongs to in the registry of sources",
        )
    notes = _notes(account, book.others)
    return rows_of(edition, _contract(), found, structural=account.cells - len(found), notes=notes)


def _rows(grid: Grid, account: _Account) -> Iterator[tuple[int, str, dict[str, Value]]]:
    account.cells += len(grid.cells)
    groups: dict[tuple[Measure, tuple[int, int]], set[str]] = {}
    notes = [value.casefold() for value in grid.cells.values() if isinstance(value, str)]
    are_estimates = any(_ALL_ESTIMATES in note for note in notes)
    for figure in find_figures(grid):
        cell = cell_name(figure.row, figure.column)
        measure = measure_of(list(figure.titles))
        if measure is None:
            found = f"{grid.text(figure.row, figure.column)!r} is under no title"
            raise grid.refused(figure.row, figure.column, found, "a title that names an indicator")
        if not isinstance(measure, Measure):
            account.not_held[f"{' '.join(measure.text.split())!r} on {grid.title!r}"] += 1
            continue
        group = group_of_label(figure.label)
        if group is None:
            found = f"{figure.label!r} is no group that is known"
            raise grid.refused(figure.row, figure.label_column, found, "a group, such as World")
        groups.setdefault((measure, figure.block), set()).add(group)
        if grid.text(figure.row, figure.column).strip().casefold() in NO_FIGURE:
            account.no_figure += 1
            continue
        values = _values(grid, figure, measure, group, account)
        if measure.indicator == "individuals_using_internet":
            account.internet_use.append(values)
        if are_estimates:
            values["status"] = "estimate"
        if not _is_repeated(grid, figure, cell, measure, group, values, account):
            yield figure.row, cell, values
    for (measure, (row, column)), members in groups.items():
        wanted = _REGIONS if grid.title.strip() == BY_REGION else {"WORLD"}
        if not wanted <= members:
            missing = ", ".join(sorted(wanted - members))
            found = f"the table of {measure.indicator} under the years here lacks {missing}"
            raise grid.refused(row, column, found, "a whole table")


def _values(
    grid: Grid, figure: Figure, measure: Measure, group: str, account: _Account
) -> dict[str, Value]:
    account.years.add(figure.year)
    stated = grid.value(figure.row, figure.column)
    is_estimate = figure.is_starred
    if isinstance(stated, str):
        is_estimate |= stated.rstrip().endswith("*")
        stated = stated.strip().rstrip("*").rstrip()
        if measure.unit == "pct":
            stated = stated.removesuffix("%").rstrip()
    return {
        "page": grid.title.strip(),
        "indicator": measure.indicator,
        "group_code": group,
        "sex": measure.sex,
        "location": measure.location,
        "age": measure.age,
        "reference_year": str(figure.year),
        "value_stated": stated,
        "unit": measure.unit,
        "status": "estimate" if is_estimate else "published",
    }


def _is_repeated(
    grid: Grid,
    figure: Figure,
    cell: str,
    measure: Measure,
    group: str,
    values: dict[str, Value],
    account: _Account,
) -> bool:
    """Whether another cell said the same; on one sheet no two may say different things."""
    stated = shown(values["value_stated"])
    by_sheet = account.seen.setdefault((measure, group, figure.year), {})
    is_repeated = stated in (said for said, _ in by_sheet.values())
    account.repeated += is_repeated
    said, at = by_sheet.setdefault(grid.title, (stated, cell))
    if said != stated:
        found = f"{stated} is given for {group} in {figure.year}, and {said} in {at}"
        expected = "one figure of a thing on a sheet, or titles that distinguish two"
        raise grid.refused(figure.row, figure.column, found, expected)
    return is_repeated


def _contract() -> Contract:
    """The contract of Facts and Figures, in which a share is one."""

    def within(unit: str, value: Decimal | None) -> tuple[object, ...]:
        if value is not None and (value < 0 or (unit == "pct" and value > 100)):
            expected = "a share from 0 to 100" if unit == "pct" else "0 or more"
            raise FieldError("out_of_range", expected, "value_stated")
        return ()

    rules = (*FACTS_AND_FIGURES.rules, Rule(("unit", "value"), (), within))
    return replace(FACTS_AND_FIGURES, rules=rules)


def _notes(account: _Account, others: tuple[str, ...]) -> Iterator[str]:
    for title, count in sorted(account.not_held.items()):
        yield f"{count} figures under {title} left out: no indicator that is held"
    if account.no_figure:
        yield f"{account.no_figure} cells say that there is no figure (N/A)"
    if account.repeated:
        yield f"{account.repeated} figures are the same in two places and were kept once"
    if others:
        yield f"sheets that are not read: {', '.join(others)}"
