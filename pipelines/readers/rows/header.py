"""Finds the columns of a contract in a header, by name and never by position.

The rows under the header belong to `records.py`.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.readers.rows.columns import shown
from pipelines.readers.rows.contract import Contract
from pipelines.readers.rows.read_result import InputFile, refused


@dataclass(frozen=True)
class Header:
    """What a header says.

    Attributes:
        names: The names as written.
        positions: Position of each column of the contract that is there.
        width: Number of fields of the header.
        unnamed: Positions without a name; their values would be lost.
        ignored: Names the contract does not know and passes over.
        problems: What keeps the header from being the contract's; none when it is.
        next_step: What would correct it, where that is known.
    """

    names: tuple[str, ...]
    positions: Mapping[str, int]
    width: int
    unnamed: tuple[int, ...]
    ignored: tuple[str, ...]
    problems: tuple[str, ...]
    next_step: str | None


def read_header(names: Sequence[str], contract: Contract) -> Header:
    """Matches the names of a header with the columns of a contract."""
    columns = [known_name(name, contract) for name in names]
    positions: dict[str, int] = {}
    for position, column in enumerate(columns):
        if column is not None:
            positions.setdefault(column, position)
    unknown = [
        name
        for name, column in zip(names, columns, strict=True)
        if column is None and (name or not contract.keeps_unknown)
    ]
    suggestions = {name: suggest(name, contract, positions) for name in unknown}
    foreign = [name for name in unknown if suggestions[name] or not contract.keeps_unknown]
    problems = []
    if repeated := [name for name, count in Counter(columns).items() if name and count > 1]:
        problems.append(f"repeated: {', '.join(repeated)}")
    needed = [column.name for column in contract.columns if not column.may_be_absent]
    if missing := [name for name in needed if name not in positions]:
        problems.append(f"missing: {', '.join(missing)}")
    if foreign:
        problems.append(f"unknown: {', '.join(repr(name and shown(name)) for name in foreign)}")
    renames = [f"{name!r} to {suggestions[name]!r}" for name in foreign if suggestions[name]]
    return Header(
        names=tuple(names),
        positions=positions,
        width=len(names),
        unnamed=tuple(position for position, name in enumerate(names) if not name),
        ignored=tuple(shown(name) for name in unknown if name not in foreign),
        problems=tuple(problems),
        next_step=f"rename {', '.join(renames)} and send it again" if renames else None,
    )


def agreed_header(names: Sequence[str], line: int, file: InputFile, contract: Contract) -> Header:
    """The header, when it is the contract's.

    Raises:
        FileRefused: when it lacks or repeats a column, or has one that is not passed over.
    """
    header = read_header(names, contract)
    if header.problems:
        raise refused(
            file,
            f"the header in line {line} is not as agreed ({'; '.join(header.problems)})",
            f"the columns {', '.join(_offered(contract))}, in any order",
            header.next_step,
        )
    return header


def known_name(name: str, contract: Contract) -> str | None:
    """The column a name means, by its own name or an alias."""
    name = name.strip()
    if name in contract.column_names:
        return name
    return contract.aliases.get(contract.fold(name))


def suggest(name: str, contract: Contract, taken: Mapping[str, int]) -> str | None:
    """The column a mistyped name probably means, of those not found yet."""
    if not contract.keeps_unknown:
        return None
    free = {contract.fold(column): column for column in contract.column_names}
    free |= dict(contract.aliases)
    free = {folded: column for folded, column in free.items() if column not in taken}
    close = difflib.get_close_matches(contract.fold(name), free, n=1, cutoff=0.85)
    return free[close[0]] if close else None


def _offered(contract: Contract) -> list[str]:
    """Names to tell a person: all of a short contract, of a long one what it cannot do without."""
    needed = [column.name for column in contract.columns if not column.may_be_absent]
    return needed if len(needed) < len(contract.columns) else contract.column_names
