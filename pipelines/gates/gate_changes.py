"""Compares the definitions of a build's checks with those of the last release.

Pure: finds in which direction each check changed. Whether that keeps a build from release is
decided in `pipelines.gates.verdict`, who acknowledged it in `pipelines.gates.acknowledgements`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipelines.checks import LEVELS, CheckResult
from pipelines.gates.suite import Suite

Definition = Mapping[str, Any]
"""What one check requires, as JSON: `table`, `kind`, `level`, `arguments` and its exceptions."""

LOOSENED, TIGHTENED, CHANGED = "loosened", "tightened", "changed"
REMOVED, ADDED = "removed", "added"

_LOWER_IS_LOOSER = {"min_value", "mostly"}
_HIGHER_IS_LOOSER = {"max_value"}
_TRUE_IS_LOOSER = {"or_equal", "may_be_all_null", "may_be_empty", "as_of_may_be_empty"}
_FALSE_IS_LOOSER = {"strict_min", "strict_max"}
_NEVER_LOOSER = {"show"}
_MUST_CONTAIN = "expect_column_distinct_values_to_contain_set"


@dataclass(frozen=True)
class GateChange:
    """One check whose definition differs from that in the last release.

    Attributes:
        check: Its name.
        table: The table it is about.
        direction: `loosened`, `tightened`, `added`, `removed`, or `changed` when the two cannot be
            compared, as with SQL: it may be weaker.
        what: Each difference, in words.
        definition: Fingerprint of its definition now, None when it is gone.
        acknowledged: The reason given for it, None when there is none.
    """

    check: str
    table: str
    direction: str
    what: tuple[str, ...]
    definition: str | None
    acknowledged: str | None = None

    @property
    def needs_acknowledgement(self) -> bool:
        """Whether a person has to acknowledge it, and has not yet."""
        return self.direction in (LOOSENED, CHANGED, REMOVED) and self.acknowledged is None

    def acknowledged_for(self, why: str | None) -> GateChange:
        """Returns the change with the reason that was given for it."""
        return replace(self, acknowledged=why)

    def to_json(self) -> dict[str, Any]:
        """Returns the change as plain JSON values."""
        return asdict(self) | {"what": list(self.what)}


def define(suites: Iterable[Suite], checks: Iterable[CheckResult] = ()) -> dict[str, Definition]:
    """Returns the definition of each check, by name.

    Args:
        suites: As they are in their files.
        checks: Results of dbt, whose definitions are SQL; of these only the level is known.
    """
    found: dict[str, Definition] = {}
    for suite in suites:
        found[f"{suite.table}.has_rows"] = {
            "table": suite.table,
            "kind": "has_rows",
            "level": "critical",
            "arguments": {},
            "may_be_empty": suite.may_be_empty,
            "as_of_may_be_empty": suite.as_of_may_be_empty,
        }
        for item in suite.expectations:
            found[item.name] = {
                "table": suite.table,
                "kind": item.kind,
                "level": item.level,
                "arguments": _plain(item.arguments),
                "may_be_all_null": item.may_be_all_null,
                "as_of": item.as_of,
            }
    for check in checks:
        found.setdefault(
            check.name, {"table": check.table, "kind": "dbt", "level": check.level, "arguments": {}}
        )
    return found


def fingerprint(definition: Definition | None) -> str | None:
    """Returns a hash of a definition; None of a check that is gone."""
    if definition is None:
        return None
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compare_gates(
    before: Mapping[str, Definition], now: Mapping[str, Definition]
) -> tuple[GateChange, ...]:
    """Every check that asks something else, those that ask less first, then by name."""
    changes = []
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        table = str((new or old or {})["table"])
        if old is None:
            changes.append(GateChange(name, table, ADDED, (), fingerprint(new)))
        elif new is None:
            changes.append(GateChange(name, table, REMOVED, (), None))
        elif differences := tuple(_differences(old, new)):
            directions = {direction for direction, _ in differences}
            direction = next(d for d in (LOOSENED, CHANGED, TIGHTENED) if d in directions)
            what = tuple(words for _, words in differences)
            changes.append(GateChange(name, table, direction, what, fingerprint(new)))
    order = (REMOVED, LOOSENED, CHANGED, TIGHTENED, ADDED)
    return tuple(sorted(changes, key=lambda change: order.index(change.direction)))


def _differences(old: Definition, new: Definition) -> Iterator[tuple[str, str]]:
    if old["kind"] != new["kind"]:
        yield CHANGED, f"was {old['kind']}, is {new['kind']}"
        return
    if old["level"] != new["level"]:
        looser = LEVELS.index(new["level"]) > LEVELS.index(old["level"])
        yield LOOSENED if looser else TIGHTENED, f"level {old['level']} → {new['level']}"
    if old.get("as_of") != new.get("as_of"):
        # An exception for earlier days, or another one, lets something pass that did not.
        looser = new.get("as_of") is not None
        yield LOOSENED if looser else TIGHTENED, _words("as_of", old, new)
    for key in ("may_be_all_null", "may_be_empty", "as_of_may_be_empty"):
        if bool(old.get(key)) != bool(new.get(key)):
            yield _direction(key, old.get(key), new.get(key), old["kind"]), _words(key, old, new)
    for key in sorted({*old["arguments"], *new["arguments"]}):
        was, is_now = old["arguments"].get(key), new["arguments"].get(key)
        if _same(key, was, is_now):
            continue
        if key == "sql":
            yield CHANGED, "its SQL is another one"
        elif key not in _NEVER_LOOSER:
            words = _words(key, old["arguments"], new["arguments"])
            yield _direction(key, was, is_now, old["kind"]), words


def _direction(key: str, was: Any, is_now: Any, kind: str) -> str:
    if key in _TRUE_IS_LOOSER:
        return LOOSENED if is_now else TIGHTENED
    if key in _FALSE_IS_LOOSER:
        return TIGHTENED if is_now else LOOSENED
    if key == "mostly":
        was, is_now = (1 if value is None else value for value in (was, is_now))
    if key in _LOWER_IS_LOOSER | _HIGHER_IS_LOOSER:
        if is_now is None or was is None:
            return LOOSENED if is_now is None else TIGHTENED
        try:
            higher = is_now > was
        except TypeError:
            return CHANGED
        return LOOSENED if higher == (key in _HIGHER_IS_LOOSER) else TIGHTENED
    if key == "value_set" and isinstance(was, list) and isinstance(is_now, list):
        less, more = {str(v) for v in was} - {str(v) for v in is_now}, len(is_now) > len(was)
        if kind == _MUST_CONTAIN:
            return LOOSENED if less else TIGHTENED
        return TIGHTENED if less and not more and _within(is_now, was) else LOOSENED
    return CHANGED


def _within(inner: Sequence[Any], outer: Sequence[Any]) -> bool:
    return {str(value) for value in inner} <= {str(value) for value in outer}


def _same(key: str, was: Any, is_now: Any) -> bool:
    if key == "sql":  # line breaks and indents change nothing
        return str(was).split() == str(is_now).split()
    if key == "value_set" and isinstance(was, list) and isinstance(is_now, list):
        return _within(was, is_now) and _within(is_now, was)
    return bool(was == is_now)


def _words(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    def word(value: Any) -> str:
        return "not set" if value is None else json.dumps(value, ensure_ascii=False).strip('"')

    return f"{key} {word(old.get(key))} → {word(new.get(key))}"


def _plain(arguments: Mapping[str, Any]) -> Any:
    """As they read back from a manifest, so that dates compare with their texts."""
    return json.loads(json.dumps(dict(arguments), default=str))
