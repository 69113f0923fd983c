"""Totals, groups, countries and breakdowns of pledges on a day.

The rules are those of docs/analysts.md: Three counting rules, Countries of a pledge, Breakdowns,
What counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from tests.recomputation.snapshot import Snapshot, Version

Cell = Decimal | int | None
Rows = dict[str, dict[str, Cell]]


def counted(snapshot: Snapshot, day: date) -> list[Version]:
    """Of each pledge the version known last on a day, of a commitment the best report."""
    newest: dict[str, Version] = {}
    for version in sorted(snapshot.versions, key=lambda v: (v.known_on, int(v.row["version"]))):
        if version.known_on <= day:
            newest[version.row["pledge_id"]] = version
    best: dict[str, tuple[tuple[int, date, str], Version]] = {}
    for pledge_id, version in newest.items():
        if not version.can_count:
            continue
        commitment, rank = snapshot.commitments.get(pledge_id, (pledge_id, 1))
        order = (rank, version.known_on, pledge_id)
        if commitment not in best or order < best[commitment][0]:
            best[commitment] = (order, version)
    return [version for _, version in best.values()]


def entities(snapshot: Snapshot, versions: Iterable[Version]) -> set[str]:
    """Entities behind versions, each once whatever it is called."""
    return {snapshot.entity_ids.get(name, name) for v in versions for name in v.entities}


def countries(snapshot: Snapshot, version: Version) -> tuple[set[str], set[str]]:
    """Countries a version names, and those its lists had on its day."""
    named = {place[:3] for place in version.places if re.fullmatch(r"[A-Z]{3}(:.*)?", place)}
    groups = snapshot.members(version.known_on)
    listed: set[str] = set()
    for place in version.places:
        if place.startswith("LIST:"):
            listed |= groups[place.removeprefix("LIST:")]
    return named, listed - named


def shares(snapshot: Snapshot, version: Version, *, by_need: bool) -> dict[str, Decimal]:
    """US$ of each country of a version; empty where nothing is known of any part."""
    named, listed = countries(snapshot, version)
    whole = sorted(named | listed)
    if version.value is None or not whole:
        return {}
    vague = [p for p in version.places if re.match("REGION:|COUNT:", p) or p == "GLOBAL"]
    if vague:
        return {}
    stated = {p[:3]: Decimal(p[4:]) for p in version.places if re.fullmatch(r"[A-Z]{3}:.*", p)}
    if stated:
        return {iso3: version.value * part / 100 for iso3, part in stated.items()}
    if not by_need or len(whole) == 1:
        return {iso3: version.value / len(whole) for iso3 in whole}
    need = {iso3: snapshot.offline_on(iso3, version.known_on) for iso3 in whole}
    known = {iso3: people for iso3, people in need.items() if people is not None}
    everybody = sum(known.values())
    if known and not everybody:
        known, everybody = dict.fromkeys(known, 1), len(known)
    return {iso3: version.value * people / everybody for iso3, people in known.items()}


def _add(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def add_up(versions: list[Version], values: Iterable[Decimal | None]) -> Decimal | None:
    """No pledge is 0, pledges of which nothing is known are null."""
    return _add(values) if versions else Decimal(0)


def totals(snapshot: Snapshot, day: date) -> dict[str, Cell]:
    """The row of `pledge_totals`."""
    versions = counted(snapshot, day)
    base = counted(snapshot, year_before(day))
    new = [v for v in versions if _first(snapshot, v).year == day.year]
    named = {iso3 for v in versions for iso3 in countries(snapshot, v)[0]}
    return {
        "pledges": len(versions),
        "entities": len(entities(snapshot, versions)),
        "countries": len(named),
        "value_usd": add_up(versions, (v.value for v in versions)),
        "pledges_without_value_usd": sum(v.value is None for v in versions),
        "new_pledges_in_year": len(new),
        "value_usd_new_in_year": add_up(new, (v.value for v in new)),
        "base_pledges": len(base),
        "base_entities": len(entities(snapshot, base)),
        "base_value_usd": add_up(base, (v.value for v in base)),
    }


def year_before(day: date) -> date:
    return (
        day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day - timedelta(366)
    )


def _first(snapshot: Snapshot, version: Version) -> date:
    same = [v for v in snapshot.versions if v.row["pledge_id"] == version.row["pledge_id"]]
    return min(v.known_on for v in same)


def by_group(snapshot: Snapshot, day: date) -> Rows:
    """The rows of `pledge_value_by_country_group`, those of groups with countries."""
    versions = counted(snapshot, day)
    found: Rows = {}
    reach = {id(v): countries(snapshot, v) for v in versions}
    equal = {id(v): shares(snapshot, v, by_need=False) for v in versions}
    need = {id(v): shares(snapshot, v, by_need=True) for v in versions}
    for code, members in snapshot.members(day).items():
        touching = [
            v
            for v in versions
            if members & (reach[id(v)][0] | reach[id(v)][1]) or code in _groups_named(snapshot, v)
        ]
        found[code] = {
            "pledges": len(touching),
            "entities": len(entities(snapshot, touching)),
            "countries_in_group": len(members),
            "countries_with_pledges": len(
                members & {iso3 for v in touching for part in reach[id(v)] for iso3 in part}
            ),
            "countries_named": len(members & {iso3 for v in touching for iso3 in reach[id(v)][0]}),
            "value_usd_any_member": add_up(touching, (v.value for v in touching)),
            "value_usd_equal_split": add_up(touching, _parts(touching, equal, members)),
            "value_usd_need_weighted": add_up(touching, _parts(touching, need, members)),
        }
    return found


def _parts(
    versions: list[Version], shared: Mapping[int, Mapping[str, Decimal]], members: frozenset[str]
) -> list[Decimal | None]:
    return [
        _add(value for iso3, value in shared[id(v)].items() if iso3 in members) for v in versions
    ]


def _groups_named(snapshot: Snapshot, version: Version) -> set[str]:
    groups: set[str] = set()
    for place in version.places:
        kind, _, rest = place.partition(":")
        if kind == "LIST":
            groups.add(rest)
        elif kind in ("REGION", "COUNT"):
            groups |= snapshot.touched_by_region.get(rest, set())
    return groups | ({"LDC_LLDC_SIDS"} if groups & {"LDC", "LLDC", "SIDS"} else set())


def by_country(snapshot: Snapshot, day: date) -> Rows:
    """The rows of `pledge_value_by_country`, without what no country can be given."""
    versions = counted(snapshot, day)
    reach = {id(v): countries(snapshot, v) for v in versions}
    equal = {id(v): shares(snapshot, v, by_need=False) for v in versions}
    need = {id(v): shares(snapshot, v, by_need=True) for v in versions}
    found: Rows = {}
    for iso3 in snapshot.economies:
        here = [v for v in versions if iso3 in reach[id(v)][0] | reach[id(v)][1]]
        naming = [v for v in here if iso3 in reach[id(v)][0]]
        found[iso3] = {
            "pledges": len(here),
            "pledges_naming_country": len(naming),
            "pledges_without_value_usd": sum(v.value is None for v in here),
            "entities": len(entities(snapshot, here)),
            "value_usd_any_member": add_up(here, (v.value for v in here)),
            "value_usd_naming_country": add_up(naming, (v.value for v in naming)),
            "value_usd_naming_country_equal_split": add_up(
                naming, (equal[id(v)].get(iso3) for v in naming)
            ),
            "pledges_naming_country_without_share": sum(
                equal[id(v)].get(iso3) is None for v in naming
            ),
            "value_usd_equal_split": add_up(here, (equal[id(v)].get(iso3) for v in here)),
            "value_usd_need_weighted": add_up(here, (need[id(v)].get(iso3) for v in here)),
        }
    return found


def breakdowns(snapshot: Snapshot, day: date) -> Rows:
    """Rows of `pledge_breakdowns` by what pledges say of themselves, as `dimension: member`."""
    versions = counted(snapshot, day)
    found: Rows = {}
    for dimension, column in TRAITS.items():
        members: dict[str, list[Version]] = {"not stated": []}
        for version in snapshot.versions:
            if version.can_count:
                for member in dict.fromkeys(version.row[column].split(";")):
                    members.setdefault(member.strip() or "not stated", []).append(version)
        for member, ever in members.items():
            having = [version for version in versions if version in ever]
            found[f"{dimension}: {member}"] = {
                "pledges": len(having),
                "pledges_without_value_usd": sum(v.value is None for v in having),
                "value_usd": add_up(having, (v.value for v in having)),
                "pledges_stating": sum(bool(v.row[column]) for v in versions),
            }
    return found


TRAITS = {
    "sector": "sector",
    "pledge_type": "pledge_type",
    "focus_area": "focus_area",
    "beneficiary_group": "beneficiary_groups",
}


def concentration(snapshot: Snapshot, day: date) -> dict[str, Cell]:
    """The row of `pledge_concentration`."""
    versions = counted(snapshot, day)
    values = sorted((v.value for v in versions if v.value is not None), reverse=True)
    return {
        "pledges": len(versions),
        "pledges_with_value_usd": len(values),
        "value_usd": sum(values, Decimal(0)) if values else None,
        "median_value_usd": Decimal(median(values)) if values else None,
        "mean_value_usd": sum(values, Decimal(0)) / len(values) if values else None,
        "largest_value_usd": values[0] if values else None,
    }


def shares_given(
    released: Mapping[str, object], row: Mapping[str, Cell], whole: Mapping[str, Cell]
) -> dict[str, Cell]:
    """Shares and growth where the mart gives them; where too little is held it gives a reason."""
    parts = {
        "pledges_growth_pct": ("pledges", row.get("base_pledges"), True),
        "entities_growth_pct": ("entities", row.get("base_entities"), True),
        "value_growth_pct": ("value_usd", row.get("base_value_usd"), True),
        "progress_to_target_pct": ("value_usd", Decimal(100_000_000_000), False),
        "value_share_pct_any_member": ("value_usd_any_member", whole["value_usd"], False),
        "value_share_pct_equal_split": ("value_usd_equal_split", whole["value_usd"], False),
        "value_share_pct_need_weighted": ("value_usd_need_weighted", whole["value_usd"], False),
    }
    if "pledges_stating" not in row:
        parts["pledges_share_pct"] = ("pledges", whole["pledges"], False)
    found: dict[str, Cell] = {}
    for column, (part, of, grows) in parts.items():
        figure = row.get(part)
        if released.get(column) is not None and figure is not None and of:
            found[column] = 100 * (Decimal(figure) / Decimal(of) - (1 if grows else 0))
    return found
