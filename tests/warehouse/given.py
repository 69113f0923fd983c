"""Invented pledges, files and decisions, written beside the tests that speak of them.

All that the collected tests give is put into one build and judged by the models once, since a run
of dbt costs seconds; so each test names pledges and entities of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb

BUNDLED = "snapshot.csv"
DEFAULT_FILE = "cases.csv"


@dataclass(frozen=True)
class GivenVersion:
    row: dict[str, Any]
    file: str


@dataclass(frozen=True)
class GivenFile:
    name: str
    rejected_lines: int = 0
    received_on: str = "2026-01-02"


@dataclass(frozen=True)
class GivenReview:
    subject_kind: str
    left_id: str
    right_id: str
    decision: str
    decided_on: date = date(2026, 1, 3)
    taken_here: bool = True


@dataclass
class Given:
    versions: list[GivenVersion] = field(default_factory=list)
    files: list[GivenFile] = field(default_factory=list)
    reviews: list[GivenReview] = field(default_factory=list)


GIVEN = Given()


def given(*parts: GivenVersion | GivenFile | GivenReview | Sequence[GivenVersion]) -> None:
    """Put rows into the build that the tests share."""
    for part in parts:
        if isinstance(part, GivenVersion):
            GIVEN.versions.append(part)
        elif isinstance(part, GivenFile):
            GIVEN.files.append(part)
        elif isinstance(part, GivenReview):
            GIVEN.reviews.append(part)
        else:
            GIVEN.versions.extend(part)


def scrambled(text: str) -> str:
    """A word that looks like no other, so that cases do not match by accident."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def sha256_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def version(
    pledge: str,
    number: int = 1,
    amount: str | None = "1000000",
    *,
    entities: Sequence[str] | None = None,
    announced: str = "2024-01-01",
    file: str = DEFAULT_FILE,
    **columns: Any,
) -> GivenVersion:
    """One version of a pledge; each later one is announced a day later unless told otherwise."""
    day = date.fromisoformat(announced) + timedelta(days=number - 1)
    row: dict[str, Any] = {
        "pledge_id": pledge,
        "version": number,
        "announced_stated": day.isoformat(),
        "announced_earliest": day,
        "announced_latest": day,
        "title": f"{scrambled(pledge + ' title')} {pledge}",
        "entities": list(entities or [scrambled(pledge + " entity")]),
        "sector": "Private sector",
        "amount": None if amount is None else Decimal(amount),
        "currency_code": None if amount is None else "USD",
        "amount_basis": None if amount is None else "total",
        "status": "published",
        "evidence": "confirmed",
        "is_synthetic": False,
    }
    return GivenVersion({**row, **columns}, file)


def pledges_of(
    entity: str, how_many: int, *, number: int = 1, file: str = DEFAULT_FILE, **columns: Any
) -> list[GivenVersion]:
    """Pledges of one entity with ids `entity-0`, `entity-1` and so on, all different."""
    return [
        version(
            f"{entity}-{each}", number, str(int(100_000 * 1.1**each)), entities=[scrambled(entity)],
            file=file, **columns,
        )
        for each in range(how_many)
    ]  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """The shared build after the models judged it."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(parameters)).fetchall()

    def rules(self, version_id: str) -> set[str]:
        """Rules that found something odd about a version."""
        found = self.rows(
            "select rule from core.fct_pledge_version_suspicions where pledge_version_id = ?",
            version_id,
        )
        return {rule for (rule,) in found}

    def is_held(self, version_id: str) -> bool:
        ((because, why_not),) = self.rows(
            "select held_because, not_counted_because from core.fct_pledge_versions"
            " where pledge_version_id = ?",
            version_id,
        )
        assert (because is not None) == (why_not == "held_for_review")
        return because is not None

    def found(self, version_id: str, rule: str) -> str:
        ((text,),) = self.rows(
            "select found from core.fct_pledge_version_suspicions"
            " where pledge_version_id = ? and rule = ?",
            version_id, rule,
        )  # fmt: skip
        return str(text)

    def counted(self, *pledges: str) -> list[str]:
        """Versions of these pledges that are in the latest totals."""
        found = self.rows(
            "select pledge_version_id from core.fct_pledge_versions"
            " where counts_in_totals and list_contains(?, pledge_id) order by 1",
            list(pledges),
        )
        return [version_id for (version_id,) in found]

    def value(self, *pledges: str) -> Decimal:
        """US$ with which these pledges are in the latest totals."""
        ((total,),) = self.rows(
            "select coalesce(sum(value_usd), 0) from core.fct_pledge_versions"
            " where counts_in_totals and list_contains(?, pledge_id)",
            list(pledges),
        )
        assert isinstance(total, Decimal)
        return total

    def matches(self, *ids: str) -> list[tuple[str, str, str, str]]:
        """Left, right, rule and decision of the pairs that name one of these ids."""
        found = self.rows(
            "select left_id, right_id, rule, decision from core.fct_match_candidates"
            " where list_contains($1, left_id) or list_contains($1, right_id) order by all",
            list(ids),
        )
        return [(left, right, rule, decision) for left, right, rule, decision in found]
