"""Reads the files of a snapshot as they are, without the project's readers.

What the columns mean is in docs/submission-format.md and data/README.md.
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

FOREVER = date(9999, 12, 31)
MONEY = ("total", "per_year", "additional", "in_kind", "cumulative")
"""Bases of an amount that are money pledged; people, households and what is sought are not."""
PEGGED = {"XOF": "655.957", "XAF": "655.957", "KMF": "491.96775", "CVE": "110.265"}
"""Units for one euro, fixed by treaty or agreement."""


@dataclass(frozen=True)
class Version:
    """One version of a pledge, as its row says."""

    row: dict[str, str]
    value: Decimal | None

    @cached_property
    def known_on(self) -> date:
        """The last day the announcement can have been on, or that of its report."""
        last = last_day(self.row["announced"])
        known_by = self.row.get("known_by")
        return min(last, date.fromisoformat(known_by)) if known_by else last

    @property
    def entities(self) -> list[str]:
        return [name.strip() for name in self.row["entities"].split(";")]

    @property
    def places(self) -> list[str]:
        return [place.strip() for place in self.row["places"].split("|") if place.strip()]

    @property
    def can_count(self) -> bool:
        """Shown to be a P2C pledge, made public and not taken back."""
        return self.row["evidence"] != "related" and self.row["status"] not in (
            "submitted", "validated", "withdrawn",
        )  # fmt: skip


def last_day(stated: str) -> date:
    """The last day of a year, a month or a day."""
    parts = [int(part) for part in stated.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(*parts, calendar.monthrange(*parts)[1])
    return date(*parts)


class Snapshot:
    """The files in a directory.

    Args:
        directory: The snapshot, with `pledges`, `reference` and `decisions` below it.
        pledges: The file of pledges, a path from the directory.
        as_of: What was published later is not known; None knows everything.
    """

    def __init__(self, directory: Path, pledges: str, as_of: date | None = None) -> None:
        self._directory = directory
        self._pledges = pledges
        self._as_of = as_of or FOREVER

    def rows(self, path: str) -> Iterator[dict[str, str]]:
        with (self._directory / path).open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    @cached_property
    def versions(self) -> list[Version]:
        return [Version(row, self._value(row)) for row in self.rows(self._pledges)]

    @cached_property
    def entity_ids(self) -> dict[str, str]:
        """One id for each of the names of an entity that has several."""
        return {row["alias"]: row["entity_id"] for row in self.rows("decisions/entity_aliases.csv")}

    @cached_property
    def commitments(self) -> dict[str, tuple[str, int]]:
        """Commitment and rank of each pledge that several reports describe."""
        return {
            row["pledge_id"]: (row["commitment_id"], int(row["reading_rank"]))
            for row in self.rows("decisions/commitments.csv")
        }

    @cached_property
    def economies(self) -> frozenset[str]:
        return frozenset(row["iso3"] for row in self.rows("reference/economies.csv"))

    @cached_property
    def _memberships(self) -> list[tuple[str, str, date, date]]:
        return [
            (
                row["group_code"],
                row["iso3"],
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else FOREVER,
            )
            for row in self.rows("reference/country_group_memberships.csv")
        ]

    def members(self, day: date) -> dict[str, frozenset[str]]:
        """Members of each group on a day, those of the union and what partitions leave over too."""
        groups: dict[str, set[str]] = {row["group_code"]: set() for row in self._groups}
        for code, iso3, start, end in self._memberships:
            if start <= day < end:
                groups[code].add(iso3)
        groups["LDC_LLDC_SIDS"] = groups["LDC"] | groups["LLDC"] | groups["SIDS"]
        schemes: dict[str, set[str]] = {}
        for row in self._groups:
            schemes.setdefault(row["scheme"], set()).update(groups[row["group_code"]])
        groups["NO_ITU_REGION"] = set(self.economies) - schemes["itu_region"]
        groups["NOT_CLASSIFIED"] = set(self.economies) - schemes["wb_income"]
        groups["WORLD"] = set(self.economies)
        return {code: frozenset(members) for code, members in groups.items()}

    @cached_property
    def _groups(self) -> list[dict[str, str]]:
        return list(self.rows("reference/country_groups.csv"))

    @cached_property
    def touched_by_region(self) -> dict[str, set[str]]:
        """Groups that a region in words surely lies in."""
        touched: dict[str, set[str]] = {}
        for row in self.rows("decisions/region_touches.csv"):
            touched.setdefault(row["region_stated"], set()).add(row["group_code"])
        return touched

    @cached_property
    def _rates(self) -> dict[tuple[str, str], Decimal]:
        """US$ for a unit of each currency, average of a year."""
        return {
            (row["currency_code"], row["year"]): Decimal(row["usd_per_unit"])
            for row in self.rows("reference/exchange_rates.csv")
            if not row["month"]
        }

    def _value(self, row: dict[str, str]) -> Decimal | None:
        """US$ of a row: as given, or converted at the average of the year of the announcement."""
        if not row["amount"] or row["amount_basis"] not in MONEY:
            return None
        if row["value_usd_stated"]:
            return Decimal(row["value_usd_stated"])
        code, year = row["currency_code"], str(last_day(row["announced"]).year)
        if code == "USD":
            return Decimal(row["amount"])
        rate = self._rates.get((code, year))
        if rate is None and code in PEGGED:
            rate = self._rates[("EUR", year)] / Decimal(PEGGED[code])
        return None if rate is None else round(Decimal(row["amount"]) * rate, 2)

    @cached_property
    def observations(self) -> list[dict[str, str]]:
        """Figures of countries that were published by the day, of both sexes together."""
        return [
            row
            for row in self.rows("reference/country_observations.csv")
            if date.fromisoformat(row["published_on"]) <= self._as_of
        ]

    @cached_property
    def by_sex(self) -> dict[tuple[str, str, str, int], Decimal]:
        """Figures by indicator, sex, country and year, as published by the day."""
        return {
            (row["indicator"], row["sex"], row["iso3"], int(row["reference_year"])): Decimal(
                row["value"]
            )
            for row in self.rows("reference/country_observations_by_sex.csv")
            if date.fromisoformat(row["published_on"]) <= self._as_of
        }

    @cached_property
    def offline(self) -> dict[str, dict[int, int]]:
        """Whole people offline of each country by year, where people and use are both known."""
        people: dict[tuple[str, int], Decimal] = {}
        share: dict[tuple[str, int], Decimal] = {}
        for row in self.observations:
            if row["indicator"] in ("population", "individuals_using_internet"):
                key = (row["iso3"], int(row["reference_year"]))
                if row["indicator"] == "population":
                    people[key] = Decimal(row["value"])
                elif row["indicator"] == "individuals_using_internet":
                    share[key] = Decimal(row["value"])
        found: dict[str, dict[int, int]] = {}
        for iso3, year in people.keys() & share.keys():
            offline = people[iso3, year] * (100 - share[iso3, year]) / 100
            found.setdefault(iso3, {})[year] = round(offline)
        return found

    def offline_on(self, iso3: str, day: date) -> int | None:
        """People offline of the newest year up to a day, not older than ten years."""
        years = [y for y in self.offline.get(iso3, {}) if day.year - 10 <= y <= day.year]
        return self.offline[iso3][max(years)] if years else None
