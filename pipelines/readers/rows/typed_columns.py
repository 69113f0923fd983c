"""Typed values of one column over many rows; values that repeat are kept once.

Where they come from, a text or a rule, is in `columns.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.readers.rows.fields import FieldError

_CODE = pa.int64()
Codes: TypeAlias = "pa.Array[Any]"


class TypedColumn(ABC):
    """Values of a column, one a row; None where there is none."""

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def to_list(self) -> list[Any]:
        """The value of each row."""

    @abstractmethod
    def to_arrow(self, type_: pa.DataType) -> pa.Array[Any]:
        """The values as an Arrow array."""

    @abstractmethod
    def filter(self, kept: pa.BooleanArray) -> TypedColumn:
        """The column without some of its rows."""

    @cached_property
    def coded(self) -> Coded:
        """The same values, each kept once where they can be compared."""
        return code(self.to_list())

    @property
    def is_empty(self) -> bool:
        """Whether no row has a value, as far as a quick look shows."""
        return False


@dataclass(frozen=True)
class Coded(TypedColumn):
    """Values of which each is kept once.

    Attributes:
        codes: For each row, which of the distinct values it has.
        distinct: Values, every one of which some row has; FieldErrors where there is none.
    """

    codes: Codes
    distinct: Sequence[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def to_list(self) -> list[Any]:
        """The value of each row."""
        return list(map(self.distinct.__getitem__, _numbers(self.codes)))

    def to_arrow(self, type_: pa.DataType) -> pa.Array[Any]:
        """The values as an Arrow array."""
        if self.is_empty:
            return _nulls(len(self), type_)
        values: pa.Array[Any] = pa.array(self.distinct, type_)
        return values.take(self.codes)

    def filter(self, kept: pa.BooleanArray) -> Coded:
        """The column without some of its rows, and without values that no row has any more."""
        left = self.codes.filter(kept).dictionary_encode()
        distinct = [self.distinct[number] for number in _numbers(left.dictionary)]
        return Coded(left.indices.cast(_CODE), distinct)

    @cached_property
    def coded(self) -> Coded:
        """Itself."""
        return self

    @property
    def is_empty(self) -> bool:
        """Whether no row has a value."""
        return len(self.distinct) == 1 and self.distinct[0] is None

    def problems(self) -> Iterator[tuple[int, FieldError]]:
        """The rows that have a FieldError in place of a value, and that error."""
        wrong = [n for n, value in enumerate(self.distinct) if isinstance(value, FieldError)]
        if wrong:
            found = pc.is_in(self.codes, value_set=pa.array(wrong, _CODE))
            for row in _numbers(pc.indices_nonzero(found)):
                yield row, self.distinct[_numbers(self.codes[row : row + 1])[0]]


@dataclass(frozen=True)
class Texts(TypedColumn):
    """Texts of which nearly every one is another."""

    array: pa.StringArray

    def __len__(self) -> int:
        return len(self.array)

    def to_list(self) -> list[Any]:
        """The value of each row."""
        return self.array.to_pylist()

    def to_arrow(self, type_: pa.DataType) -> pa.Array[Any]:
        """The values as an Arrow array; as another type only where every text can be one."""
        return self.array.cast(type_)

    def filter(self, kept: pa.BooleanArray) -> Texts:
        """The column without some of its rows."""
        return Texts(self.array.filter(kept))

    @cached_property
    def coded(self) -> Coded:
        """The same texts, each kept once."""
        return code_texts(self.array)

    @property
    def is_empty(self) -> bool:
        """Whether no row has a value."""
        return self.array.null_count == len(self.array)


@dataclass(frozen=True)
class Numbers(TypedColumn):
    """Numbers that are plain digits in some rows, and other values in the rows between.

    Attributes:
        digits: The digits, null where there is another value.
        others: The other values, in every row; those beside digits mean nothing.
    """

    digits: pa.StringArray
    others: Coded

    def __len__(self) -> int:
        return len(self.digits)

    def to_list(self) -> list[Any]:
        """The value of each row."""
        return [
            other if digits is None else Decimal(digits)
            for digits, other in zip(self.digits.to_pylist(), self.others.to_list(), strict=True)
        ]

    def to_arrow(self, type_: pa.DataType) -> pa.Array[Any]:
        """The values as an Arrow array."""
        return pc.coalesce(self.digits.cast(type_), self.others.to_arrow(type_))

    def filter(self, kept: pa.BooleanArray) -> Numbers:
        """The column without some of its rows."""
        return Numbers(self.digits.filter(kept), self.others.filter(kept))


def _nulls(rows: int, type_: pa.DataType) -> pa.Array[Any]:
    return pa.nulls(rows, type_)  # type: ignore[call-overload, no-any-return]


def _numbers(array: pa.Array[Any]) -> list[int]:
    """The values of an Arrow array of whole numbers without a null."""
    return array.to_pylist()  # type: ignore[return-value]


def nothing(rows: int) -> Coded:
    """A column without values."""
    return Coded(pa.repeat(pa.scalar(0, _CODE), rows), (None,))


def code(values: Sequence[Any]) -> Coded:
    """Values kept once each, or as they are where they cannot be compared."""
    try:
        distinct = dict.fromkeys(values)
    except TypeError:
        return Coded(pa.array(range(len(values)), _CODE), values)
    places = dict(zip(distinct, range(len(distinct)), strict=True))
    return Coded(pa.array(map(places.__getitem__, values), _CODE), list(distinct))


def code_texts(texts: pa.StringArray) -> Coded:
    """Texts kept once each."""
    encoded = texts.dictionary_encode(null_encoding="encode")
    return Coded(encoded.indices.cast(_CODE), encoded.dictionary.to_pylist())


def combine(columns: Sequence[TypedColumn]) -> tuple[Codes, list[tuple[Any, ...]]]:
    """The combinations of values that rows have.

    Returns:
        For each row, which combination it has; and the combinations, one value a column.
    """
    first, *others = (column.coded for column in columns)
    codes = first.codes
    found: list[tuple[Any, ...]] = [(value,) for value in first.distinct]
    for column in others:
        values = column.distinct
        if len(values) == 1:
            found = [(*each, values[0]) for each in found]
            continue
        if len(found) == 1:
            codes, found = column.codes, [(*found[0], value) for value in values]
            continue
        together = pc.add(pc.multiply(codes, pa.scalar(len(values), _CODE)), column.codes)
        encoded = together.dictionary_encode()
        codes = encoded.indices.cast(_CODE)
        pairs = [divmod(pair, len(values)) for pair in _numbers(encoded.dictionary)]
        found = [(*found[left], values[right]) for left, right in pairs]
    return codes, found
