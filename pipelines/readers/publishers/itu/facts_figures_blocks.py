"""Finds the tables of figures on a sheet by their years and titles, whichever way they are set.

Tables are one under the other or side by side, under years of their own or of a table above,
each year over one column or merged over several. What titles mean is in `facts_figures_terms.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.readers.publishers.grids import Grid, stated_year
from pipelines.readers.publishers.itu.facts_figures_terms import Title, read_title
from pipelines.readers.publishers.itu.group_labels import group_of_label
from pipelines.readers.rows.columns import Unreadable

NO_FIGURE = frozenset({"n/a", "na", "n.a.", "..", "-", "–"})
_FIGURE = re.compile(r"[<>~≤≥]?\s*-?[0-9][0-9.,]*\s*%?\s*\**")


@dataclass(frozen=True)
class Figure:
    """One figure with the texts over and beside it.

    Attributes:
        row: Its row.
        column: Its column.
        year: The year over it.
        is_starred: Whether a star marks the year, as an estimate of ITU.
        label: The text at the beginning of its row.
        label_column: Column of that text.
        titles: What its titles say, the nearest first.
        block: Row and first column of the years its table is under.
    """

    row: int
    column: int
    year: int
    is_starred: bool
    label: str
    label_column: int
    titles: tuple[Title, ...]
    block: tuple[int, int]


@dataclass(frozen=True)
class _Span:
    """A year of a header and the columns under it."""

    year: int
    is_starred: bool
    first: int
    last: int


@dataclass(frozen=True)
class _Block:
    """Years side by side, rising from left to right; where they begin anew another block does."""

    row: int
    spans: tuple[_Span, ...]
    label_column: int

    @property
    def first(self) -> int:
        return self.spans[0].first

    @property
    def last(self) -> int:
        return self.spans[-1].last


def find_figures(grid: Grid) -> Iterator[Figure]:
    """The figures of a sheet, block by block, each row by row.

    Raises:
        FileRefused: when figures are under years and beside no label.
    """
    blocks = list(_blocks(grid))
    for block in blocks:
        below = [b.row for b in blocks if b.row > block.row and _overlap(b, block)]
        yield from _figures(grid, block, blocks, min(below, default=grid.rows + 1))


def is_figure(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell holds a figure, or a word that says there is none."""
    if isinstance(grid.value(row, column), Unreadable):
        return True
    text = grid.text(row, column).strip().casefold()
    return text in NO_FIGURE or bool(_FIGURE.fullmatch(text))


def _overlap(one: _Block, other: _Block) -> bool:
    return one.first <= other.last and other.first <= one.last


def _blocks(grid: Grid) -> Iterator[_Block]:
    for row in range(1, grid.rows + 1):
        texts = grid.row(row)
        years = {column: found for column, text in texts.items() if (found := stated_year(text))}
        # A figure may look like a year; a row of figures begins with its group.
        if not years or any(group_of_label(text) for text in texts.values()):
            continue
        spans: list[_Span] = []
        label_column = 0
        for column, (year, is_starred) in sorted(years.items()):
            span = _Span(year, is_starred, column, grid.last_column(row, column))
            if spans and year <= spans[-1].year:
                yield _Block(row, tuple(spans), label_column)
                spans = []
            if not spans:
                label_column = _label_column(grid, row, column) or label_column
            spans.append(span)
        yield _Block(row, tuple(spans), label_column)


def _label_column(grid: Grid, row: int, first: int) -> int:
    """The nearest column to the left of a block in which a group is under its years."""
    for column in range(first - 1, 0, -1):
        for below in range(row + 1, min(row + 60, grid.rows) + 1):
            if group_of_label(grid.text(below, column)):
                return column
    return 0


def _figures(grid: Grid, block: _Block, blocks: list[_Block], end: int) -> Iterator[Figure]:
    above = _titles_above(grid, block, blocks)
    sections: list[Title] = []
    is_new_section = True
    heads: dict[int, Title] = {}
    for row in range(block.row + 1, end):
        places = [
            (span, column)
            for span in block.spans
            for column in range(span.first, span.last + 1)
            if (row, column) in grid.cells
        ]
        label = grid.text(row, block.label_column) if block.label_column else ""
        is_group = group_of_label(label) is not None
        if not is_group and not any(is_figure(grid, row, column) for _, column in places):
            title, columns = _titles_within(grid, block, row)
            said = [each for each in (title, read_title(label) if label else None) if each]
            if said:
                sections = said if is_new_section else [*said, *sections]
                is_new_section = False
            heads |= columns
            continue
        is_new_section = True
        if not label:
            found = f"{grid.text(row, places[0][1])!r} is beside no group"
            raise grid.refused(row, places[0][1], found, "the name of a group before its figures")
        for span, column in places:
            head = [heads[column]] if column in heads else []
            yield Figure(
                row,
                column,
                span.year,
                span.is_starred,
                label,
                block.label_column,
                (*head, *sections, *above),
                (block.row, block.first),
            )


def _titles_within(grid: Grid, block: _Block, row: int) -> tuple[Title | None, dict[int, Title]]:
    """Titles under the years of a block: one text is of all of it, several are of a column each.

    This distinguishes the title of a table that has no years of its own, and the women, men and
    both under a merged year.
    """
    columns = range(block.first, block.last + 1)
    places = {column: grid.anchor(row, column) for column in columns}
    texts = {column: text for column, place in places.items() if (text := grid.text(*place))}
    if len({places[column] for column in texts}) == 1 and block.first < block.last:
        return read_title(next(iter(texts.values()))), {}
    read = {column: read_title(text) for column, text in texts.items()}
    return None, {column: title for column, title in read.items() if title}


def _titles_above(grid: Grid, block: _Block, blocks: list[_Block]) -> list[Title]:
    """What the texts over a block say, the nearest first, up to the figures above it.

    Texts over its own columns come before those over its labels in the same row.
    """
    top = 1
    earlier = [b for b in blocks if b.row < block.row and (_overlap(b, block))]
    for row in range(block.row - 1, 0, -1):
        over = [c for b in earlier if b.row < row for c in range(b.first, b.last + 1)]
        if any(is_figure(grid, row, c) for c in over if (row, c) in grid.cells):
            top = row + 1
            break
    titles = []
    left = max((b.last for b in blocks if b.row == block.row and b.last < block.first), default=0)
    for row in range(block.row, top - 1, -1):
        columns = range(max(left, block.label_column) + 1, block.last + 1)
        # A title merged over two blocks begins over the left one.
        own = dict.fromkeys(grid.anchor(row, column) for column in columns)
        places = [*own, *((row, column) for column in range(block.label_column, 0, -1))]
        texts = [grid.text(*place) for place in dict.fromkeys(places)]
        titles += [read_title(text) for text in texts if text and not stated_year(text)]
    return [title for title in titles if title]
