"""What a file must look like to become a raw table: its columns, its key, its rules.

How files are read against it belongs to `records.py`; the contracts themselves are beside the
things they describe, such as `pipelines.readers.pledges.contract`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from pipelines.readers.rows.fields import FieldParser

PROVENANCE = (pa.field("source_sha256", pa.string()), pa.field("source_line", pa.int32()))
CONTACT_PARTS = ("name", "email", "phone")
_TEXT: pa.DataType = pa.string()
_NUMBER: pa.DataType = pa.int32()
CONTACTS = pa.schema(
    {
        "pledge_id": _TEXT,
        "version": _NUMBER,
        "contact_number": _NUMBER,
        "name": _TEXT,
        "email": _TEXT,
        "phone": _TEXT,
        "source_sha256": _TEXT,
        "source_line": _NUMBER,
    }
)
"""Personal data of pledges, kept apart from every other table."""


@dataclass(frozen=True)
class Column:
    """One column of a file: how its text is read, and what it is in the raw table.

    Attributes:
        name: Its name in the header and the raw table.
        parse: Reads its text.
        type: Arrow type of the raw column.
        required: Whether every row must fill it.
        may_be_absent: Whether a header may leave it out; then every row has null.
        contact: Number of the contact and part of it this column holds. Such a column is
            personal: it goes to the contacts and nowhere else, rejects included.
    """

    name: str
    parse: FieldParser
    type: pa.DataType
    required: bool = False
    may_be_absent: bool = False
    contact: tuple[int, str] | None = None


@dataclass(frozen=True)
class Alike:
    """Rows in which some texts differ, and a rule says the same of all of them.

    Attributes:
        reads: Columns that tell which rows these are, all of them texts.
        find: Tells them, given those columns as Arrow arrays.
        stand_ins: What the rule is given in place of the values of a column in these rows. It
            must say of them what it would say of the rows themselves.
        own: A column, among those, that the rule gives back as the number its digits are, which
            is each row's own.
    """

    reads: tuple[str, ...]
    find: Callable[..., pa.BooleanArray]
    stand_ins: Mapping[str, str | None]
    own: str = ""


@dataclass(frozen=True)
class Rule:
    """What concerns several columns of a row at once.

    Attributes:
        reads: Columns whose values are the arguments, in this order.
        gives: Columns the returned tuple fills, in this order; they may be among those read.
        apply: Gives the values, or raises FieldError.
        repeats: Whether rows often have the same arguments, so that remembering what came of them
            pays; the arguments must be hashable then.
        about: Column without which the rule has nothing to say: where no row fills it, nothing is
            given.
        alike: Rows of which one can represent all, where there are such.
    """

    reads: tuple[str, ...]
    gives: tuple[str, ...]
    apply: Callable[..., tuple[object, ...]]
    repeats: bool = True
    about: str | None = None
    alike: Alike | None = None


@dataclass(frozen=True)
class Contract:
    """What a file must look like to be loaded into `raw.<table>`.

    Attributes:
        table: Name of the raw table, without its schema.
        columns: The columns a header may hold, in any order.
        key: Columns that name a row; two different rows with one key are both rejected.
        rules: Applied in order to rows of which every field could be read.
        derived: Arrow fields that rules add.
        dropped: Columns of the file that only serve rules and are not loaded.
        aliases: Other names of columns, as `fold` leaves them.
        fold: Makes names of columns comparable.
        keeps_unknown: Whether columns of other names are passed over and reported; else they
            refuse the file.
    """

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    derived: tuple[pa.Field[Any], ...] = ()
    dropped: frozenset[str] = field(default_factory=frozenset)
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fold: Callable[[str], str] = str
    keeps_unknown: bool = False

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in the contract's order."""
        return [column.name for column in self.columns]

    @property
    def contact_columns(self) -> tuple[Column, ...]:
        """The personal columns."""
        return tuple(column for column in self.columns if column.contact)

    def schema(self) -> pa.Schema:
        """Arrow schema of the raw table, provenance columns last."""
        kept = [
            pa.field(c.name, c.type)
            for c in self.columns
            if c.name not in self.dropped and not c.contact
        ]
        return pa.schema([*kept, *self.derived, *PROVENANCE])
