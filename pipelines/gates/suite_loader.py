"""Loads the suites of `expectations/<schema>/<table>.yml` and refuses malformed ones.

Great Expectations is not imported here; running suites belongs to `pipelines.gates.suite_runner`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import (
    BeforeValidator,
    Field,
    StrictBool,
    create_model,
    field_validator,
    model_validator,
)

from pipelines.checks import SUITE_GATES, Level
from pipelines.errors import P2CError
from pipelines.gates.suite import UNEXPECTED_ROWS, AsOf, Expectation, Suite, as_text
from pipelines.storage.yaml_models import Entry, load_model, problem

_NAME = r"^[a-z][a-z0-9_]*$"
_NEXT_STEP = "correct the suite; a gate never runs with half of its checks"

_BOUNDS = ("min_value", "max_value", "strict_min", "strict_max")
_KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    UNEXPECTED_ROWS: (("name", "sql"), ("show",)),
    "expect_table_row_count_to_be_between": ((), ("min_value", "max_value")),
    "expect_table_row_count_to_equal": (("value",), ()),
    "expect_column_to_exist": (("column",), ()),
    "expect_column_values_to_not_be_null": (("column",), ("mostly",)),
    "expect_column_values_to_be_null": (("column",), ("mostly",)),
    "expect_column_values_to_be_unique": (("column",), ()),
    "expect_compound_columns_to_be_unique": (("column_list",), ()),
    "expect_column_values_to_be_between": (("column",), (*_BOUNDS, "mostly")),
    "expect_column_values_to_be_in_set": (("column", "value_set"), ("mostly",)),
    "expect_column_value_lengths_to_equal": (("column", "value"), ("mostly",)),
    "expect_column_value_lengths_to_be_between": (
        ("column",),
        ("min_value", "max_value", "mostly"),
    ),
    "expect_column_distinct_values_to_contain_set": (("column", "value_set"), ()),
    "expect_column_unique_value_count_to_be_between": (("column",), ("min_value", "max_value")),
    "expect_column_min_to_be_between": (("column",), _BOUNDS),
    "expect_column_max_to_be_between": (("column",), _BOUNDS),
    "expect_column_sum_to_be_between": (("column",), _BOUNDS),
    "expect_column_pair_values_a_to_be_greater_than_b": (
        ("column_A", "column_B"),
        ("or_equal", "mostly"),
    ),
}
"""Expectations a suite may use: the arguments each needs, and those it may have."""

_Text = Annotated[str, Field(min_length=1)]
_Name = Annotated[str, Field(pattern=_NAME)]
_List = Annotated[list[Any], Field(min_length=1)]
_ARGUMENTS: Mapping[str, Any] = {
    "name": _Name,
    "sql": _Text,
    "column": _Text,
    "column_A": _Text,
    "column_B": _Text,
    "column_list": _List,
    "value_set": _List,
    "show": _List,
    "value": Any,
    "min_value": Any,
    "max_value": Any,
    "strict_min": StrictBool,
    "strict_max": StrictBool,
    "or_equal": StrictBool,
    "mostly": Annotated[int | float, Field(gt=0, le=1)],
}
"""What each argument must be; values are kept as they are written."""


class _Note(Entry):
    on: Annotated[date, Field(strict=True)]
    note: str


class _Item(Entry):
    """What every expectation has, whatever its kind."""

    expect: str
    level: Level
    why: _Text
    name: _Name | None = None
    history: tuple[_Note, ...] = ()
    may_be_all_null: StrictBool = False
    as_of: AsOf | None = None
    why_as_of: _Text | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments it gives, in the order of its kind."""
        names = [name for names in _KINDS[self.expect] for name in names if name != "name"]
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}

    @property
    def label(self) -> str:
        """Its name within the suite."""
        if self.name:
            return self.name
        keys = ("column", "column_A", "column_B", "column_list")
        columns = [as_text(self.arguments[key]) for key in keys if key in self.arguments]
        return f"{self.expect}({', '.join(columns)})" if columns else self.expect

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if (self.as_of is None) != (self.why_as_of is None):
            raise problem(
                f"as_of is {self.as_of!r} and why_as_of is {self.why_as_of!r}",
                "both of them or neither",
            )
        if self.expect == UNEXPECTED_ROWS and "{batch}" not in self.arguments["sql"]:
            raise problem("has an sql that never reads {batch}", "select … from {batch} where …")
        bounded = self.expect.endswith("_to_be_between")
        if bounded and not {"min_value", "max_value"} & set(self.arguments):
            raise problem("has no bound, so it cannot fail", "min_value, max_value or both")
        return self

    def in_table(self, table: str) -> Expectation:
        """Returns the expectation as one about a table."""
        return Expectation(
            name=f"{table}.{self.label}",
            kind=self.expect,
            level=self.level,
            why=self.why,
            arguments=self.arguments,
            may_be_all_null=self.may_be_all_null,
            history=tuple((entry.on, entry.note) for entry in self.history),
            as_of=self.as_of,
        )


def _model_of(kind: str) -> Any:
    required, optional = _KINDS[kind]
    fields: dict[str, Any] = {"expect": (Literal[kind], ...)}
    fields |= {name: (_ARGUMENTS[name], ...) for name in required}
    fields |= {name: (_ARGUMENTS[name], None) for name in optional}
    return create_model(kind, __base__=_Item, **fields)


def _require_known(item: object) -> object:
    kind = item.get("expect") if isinstance(item, dict) else item
    if not isinstance(item, dict) or kind not in _KINDS:
        raise problem(f"is of the unknown kind {kind!r}", f"one of {', '.join(sorted(_KINDS))}")
    return item


if TYPE_CHECKING:
    _AnyItem = _Item
else:
    _AnyItem = Annotated[
        Union[tuple(_model_of(kind) for kind in _KINDS)],  # noqa: UP007
        Field(discriminator="expect"),
        BeforeValidator(_require_known),
    ]


class _SuiteFile(Entry):
    table: str
    grain: Annotated[tuple[_Text, ...], Field(min_length=1)]
    expectations: tuple[_AnyItem, ...]
    may_be_empty: StrictBool = False
    why_empty: _Text | None = None
    as_of_may_be_empty: StrictBool = False
    why_as_of_empty: _Text | None = None

    @field_validator("expectations")
    @classmethod
    def _has_each_once(cls, items: tuple[_Item, ...]) -> tuple[_Item, ...]:
        if not items:
            raise problem("holds no expectations", "at least one; delete no gate silently")
        labels = Counter(item.label for item in items)
        if twice := sorted(label for label, number in labels.items() if number > 1):
            raise problem(f"has names used twice: {', '.join(twice)}", "a name: for each of them")
        return items

    @model_validator(mode="after")
    def _gives_reasons(self) -> Self:
        reasons = {"may_be_empty": "why_empty", "as_of_may_be_empty": "why_as_of_empty"}
        for key, reason in reasons.items():
            if getattr(self, key) != (getattr(self, reason) is not None):
                raise problem(f"{key} is not as it should be", f"true with a {reason}")
        return self


def load_suites(directory: Path) -> tuple[Suite, ...]:
    """Loads every suite under `directory`, in the order of their tables.

    Raises:
        P2CError: when there is no suite, or one is malformed; names the file and the item.
    """
    paths = sorted(path for path in directory.glob("**/*") if path.is_file())
    suites = tuple(_load_suite(path, directory) for path in paths if path.name[0] != ".")
    if not suites:
        raise P2CError(
            "there is no suite, so nothing would be checked",
            where=str(directory),
            expected="files such as raw/pledges.yml",
            next_step="restore the directory of suites or correct P2C_EXPECTATIONS_DIR",
        )
    return suites


def _load_suite(path: Path, directory: Path) -> Suite:
    file = path.relative_to(directory).as_posix()
    schema, _, stem = file.removesuffix(".yml").partition("/")
    table = f"{schema}.{stem}"
    if schema not in SUITE_GATES or not re.fullmatch(_NAME, stem) or path.suffix != ".yml":
        raise _malformed(path, "its path is not that of a suite", "raw/<table>.yml or marts/…")
    # Hashed first: a suite that changes in between is then not the one that was run.
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    suite = load_model(
        path, _SuiteFile, what=f"the suite {file}", next_step=_NEXT_STEP, error=P2CError
    )
    if suite.table != table:
        raise _malformed(path, f"table is {suite.table!r}", f"{table!r}, as in its path")
    return Suite(
        table=table,
        grain=suite.grain,
        expectations=tuple(item.in_table(table) for item in suite.expectations),
        may_be_empty=suite.may_be_empty,
        file=file,
        sha256=sha256,
        as_of_may_be_empty=suite.as_of_may_be_empty,
    )


def _malformed(path: Path, found: str, expected: str) -> P2CError:
    return P2CError(
        f"malformed suite: {found}", where=str(path), expected=expected, next_step=_NEXT_STEP
    )
