"""Loads the suites of `expectations/<schema>/<table>.yml` and refuses malformed ones.

Great Expectations is not imported here; running suites belongs to `pipelines.gates.suite_runner`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipelines.checks import LEVELS
from pipelines.errors import P2CError
from pipelines.gates.suite import AS_OF, UNEXPECTED_ROWS, Expectation, Suite, as_text
from pipelines.storage.yaml_models import read_yaml

__all__ = ["UNEXPECTED_ROWS", "Expectation", "Suite", "load_suites"]

SCHEMAS = ("raw", "marts")

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

_COMMON_REQUIRED = ("expect", "level", "why")
_COMMON_OPTIONAL = ("name", "history", "may_be_all_null", "as_of", "why_as_of")
_SUITE_KEYS = {
    "table",
    "grain",
    "expectations",
    "may_be_empty",
    "why_empty",
    "as_of_may_be_empty",
    "why_as_of_empty",
}


def load_suites(directory: Path) -> tuple[Suite, ...]:
    """Load every suite under `directory`, in the order of their tables.

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
    if schema not in SCHEMAS or not re.fullmatch(r"[a-z][a-z0-9_]*", stem) or path.suffix != ".yml":
        raise _malformed(file, "its path is not that of a suite", "raw/<table>.yml or marts/…")
    content = path.read_bytes()
    try:
        suite = read_yaml(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise _malformed(file, f"it is not YAML: {error}", "a YAML mapping") from error
    if not isinstance(suite, dict):
        raise _malformed(file, "it is not a mapping", "table, grain and expectations")
    table = f"{schema}.{stem}"
    if unknown := set(suite) - _SUITE_KEYS:
        raise _malformed(file, f"unknown keys {_names(unknown)}", _names(_SUITE_KEYS))
    if suite.get("table") != table:
        raise _malformed(file, f"table is {suite.get('table')!r}", f"{table!r}, as its path says")
    if not _is_names(suite.get("grain")):
        raise _malformed(file, f"grain is {suite.get('grain')!r}", "a list of key columns")
    for key, reason in (("may_be_empty", "why_empty"), ("as_of_may_be_empty", "why_as_of_empty")):
        value = suite.get(key, False)
        if not isinstance(value, bool) or value != bool(suite.get(reason)):
            raise _malformed(file, f"{key} is not as it should be", f"true with a {reason}")
    items = suite.get("expectations")
    if not isinstance(items, list) or not items:
        raise _malformed(file, "it holds no expectations", "at least one; delete no gate silently")
    expectations = tuple(
        _expectation(item, f"{file}, expectation {number}", table)
        for number, item in enumerate(items, start=1)
    )
    names = [expectation.name for expectation in expectations]
    if twice := {name for name in names if names.count(name) > 1}:
        raise _malformed(file, f"names used twice: {_names(twice)}", "a name: for each of them")
    return Suite(
        table=table,
        grain=tuple(suite["grain"]),
        expectations=expectations,
        may_be_empty=suite.get("may_be_empty", False),
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        as_of_may_be_empty=suite.get("as_of_may_be_empty", False),
    )


def _expectation(item: object, where: str, table: str) -> Expectation:
    kind = item.get("expect") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(kind, str) or kind not in _KINDS:
        raise _malformed(where, f"unknown expectation {kind!r}", f"one of {_names(_KINDS)}")
    where = f"{where} ({kind})"
    required, optional = _KINDS[kind]
    if missing := {key for key in (*_COMMON_REQUIRED, *required) if item.get(key) in (None, "")}:
        raise _malformed(where, f"missing {_names(missing)}", "these keys, with content")
    known = {*_COMMON_REQUIRED, *_COMMON_OPTIONAL, *required, *optional}
    if unknown := set(item) - known:
        raise _malformed(where, f"unknown keys {_names(unknown)}", _names(known))
    if item["level"] not in LEVELS:
        raise _malformed(where, f"level is {item['level']!r}", f"one of {_names(LEVELS)}")
    if not isinstance(item["why"], str):
        raise _malformed(where, f"why is {item['why']!r}", "a sentence")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(item.get("name", "unnamed"))):
        raise _malformed(where, f"name is {item['name']!r}", "lower case words joined by _")
    if not isinstance(item.get("may_be_all_null", False), bool):
        raise _malformed(where, "may_be_all_null is not a boolean", "true, or leave it out")
    as_of = item.get("as_of")
    if as_of not in (None, *AS_OF) or isinstance(item.get("why_as_of"), str) != bool(as_of):
        raise _malformed(where, f"as_of is {as_of!r}", f"one of {_names(AS_OF)}, with a why_as_of")
    lists = ("column_list", "value_set", "show")
    if wrong := [key for key in lists if key in item and not (item[key] and _is_list(item[key]))]:
        raise _malformed(where, f"{_names(wrong)} is no list or an empty one", "a list")
    if kind == UNEXPECTED_ROWS and "{batch}" not in str(item["sql"]):
        raise _malformed(where, "its sql never reads {batch}", "select … from {batch} where …")
    if _bounded(kind) and not {"min_value", "max_value"} & set(item):
        raise _malformed(where, "it has no bound, so it cannot fail", "min_value, max_value")
    if not 0 < _as_number(item.get("mostly", 1)) <= 1:
        raise _malformed(where, f"mostly is {item['mostly']!r}", "a share above 0, up to 1")
    arguments = {key: item[key] for key in (*required, *optional) if key in item and key != "name"}
    return Expectation(
        name=f"{table}.{item.get('name') or _default_name(kind, arguments)}",
        kind=kind,
        level=item["level"],
        why=item["why"],
        arguments=arguments,
        may_be_all_null=item.get("may_be_all_null", False),
        history=_history(item.get("history", []), where),
        as_of=as_of,
    )


def _history(entries: object, where: str) -> tuple[tuple[date, str], ...]:
    dated = entries if isinstance(entries, list) else [None]
    for entry in dated:
        if not isinstance(entry, dict) or set(entry) != {"on", "note"}:
            raise _malformed(where, "history is not as it should be", "[{on: date, note: text}]")
        if not isinstance(entry["on"], date):
            raise _malformed(where, f"history has on: {entry['on']!r}", "a date, YYYY-MM-DD")
    return tuple((entry["on"], str(entry["note"])) for entry in dated)


def _default_name(kind: str, arguments: Mapping[str, Any]) -> str:
    keys = ("column", "column_A", "column_B", "column_list")
    columns = [as_text(arguments[key]) for key in keys if key in arguments]
    return f"{kind}({', '.join(columns)})" if columns else kind


def _bounded(kind: str) -> bool:
    return kind.endswith("_to_be_between")


def _as_number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _names(names: Any) -> str:
    return ", ".join(sorted(str(name) for name in names))


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)


def _malformed(where: str, found: str, expected: str) -> P2CError:
    return P2CError(
        f"malformed suite: {found}",
        where=f"suite {where}",
        expected=expected,
        next_step="correct the suite; a gate never runs with half of its checks",
    )
