"""Compares the medians ITU prints in its price workbook with those of the figures that were read.

Medians of groups as of a date are computed in SQL; these only show whether the sheets agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from pipelines.readers.publishers.grids import Grid
from pipelines.readers.publishers.itu.price_workbook import year_columns
from pipelines.readers.rows import fields
from pipelines.readers.rows.columns import Value, shown
from pipelines.readers.rows.fields import FieldError

_WORLD = frozenset({"world", "all economies", "global"})
_MEDIAN_TOLERANCE = Decimal("0.005")
"""Medians are compared as they are printed, to two decimals."""
_parse_number = fields.rounded_decimal(28, 8)


def compare_medians(
    medians: Grid, read: Mapping[tuple[str, int], Sequence[Decimal]]
) -> Iterator[str]:
    """Compares the World's published medians with those of the economies that were read.

    Args:
        medians: The sheet of published medians.
        read: The figures of the economies by code and year.

    Yields:
        Notes on how many agree, and which do not.

    Raises:
        FileRefused: when the header of the sheet is not found.
    """
    header = next(
        (row for row in range(1, medians.rows + 1) if medians.text(row, 1).strip() == "Code"), None
    )
    if header is None:
        raise medians.refused(1, 1, "no header begins with Code", "a header that does")
    names = {text.strip().lower(): column for column, text in medians.row(header).items()}
    if "group" not in names:
        raise medians.refused(header, 1, "the header has no column group", "unit, grouping, group")
    years = year_columns(medians, header)
    codes = {code for code, _ in read}
    agreed, differing = 0, []
    for row in range(header + 1, medians.rows + 1):
        code = medians.text(row, 1).strip()
        if code not in codes or medians.text(row, names["group"]).strip().lower() not in _WORLD:
            continue
        for column, year in years.items():
            published = numbers(medians.value(row, column))
            values = read.get((code, year), [])
            if not published or not values:
                continue
            computed = median(values)
            if abs(computed - published[0]) <= _MEDIAN_TOLERANCE:
                agreed += 1
            else:
                differing.append(f"{code} {year}: {published[0].normalize():f}, not {computed:.4f}")
    if not agreed and not differing:
        yield "the sheet medians has no median of the World to compare with"
        return
    compared = agreed + len(differing)
    yield f"{agreed} of {compared} published medians of the World are those of the economies"
    if differing:
        yield f"published medians that differ: {'; '.join(differing)}"


def numbers(value: Value) -> list[Decimal]:
    """The number in a cell, none where there is no number."""
    try:
        number = _parse_number(shown(value))
    except FieldError:
        return []
    assert isinstance(number, Decimal)
    return [number]
