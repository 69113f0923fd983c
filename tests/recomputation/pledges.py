"""Totals, groups, countries and progress of pledges on a day.

The rules are those of docs/analysts.md: Three counting rules, Countries of a pledge, What counts,
Do pledges move.
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
REPORTED = ("in_progress", "on_track", "delayed", "completed")


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


def _sum(versions: list[Version], values: Iterable[Decimal | None]) -> Decimal | None:
    """No pledge is 0, pledges of which nothing is known are null."""
    return _add(values) if versions else Decimal(0)


def totals(snapshot: Snapshot, day: date) -> dict[str, Cell]:
    """The row of `pledge_totals`."""
    versions = counted(snapshot, day)
    base = counted(snapshot, _year_before(day))
    new = [v for v in versions if _first(snapshot, v).year == day.year]
    named = {iso3 for v in versions for iso3 in countries(snapshot, v)[0]}
    return {
        "pledges": len(versions),
        "entities": len(entities(snapshot, versions)),
        "countries": len(named),
        "value_usd": _sum(versions, (v.value for v in versions)),
        "pledges_without_value_usd": sum(v.value is None for v in versions),
        "new_pledges_in_year": len(new),
        "value_usd_new_in_year": _sum(new, (v.value for v in new)),
        "base_pledges": len(base),
        "base_entities": len(entities(snapshot, base)),
        "base_value_usd": _sum(base, (v.value for v in base)),
    }


def _year_before(day: date) -> date:
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
            "value_usd_any_member": _sum(touching, (v.value for v in touching)),
            "value_usd_equal_split": _sum(touching, _parts(touching, equal, members)),
            "value_usd_need_weighted": _sum(touching, _parts(touching, need, members)),
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
            "value_usd_any_member": _sum(here, (v.value for v in here)),
            "value_usd_naming_country": _sum(naming, (v.value for v in naming)),
            "value_usd_naming_country_equal_split": _sum(
                naming, (equal[id(v)].get(iso3) for v in naming)
            ),
            "pledges_naming_country_without_share": sum(
                equal[id(v)].get(iso3) is None for v in naming
            ),
            "value_usd_equal_split": _sum(here, (equal[id(v)].get(iso3) for v in here)),
            "value_usd_need_weighted": _sum(here, (need[id(v)].get(iso3) for v in here)),
        }
    return found


def progress(snapshot: Snapshot, day: date) -> Rows:
    """The rows of `implementation_status`, by sector and for all."""
    versions = counted(snapshot, day)
    found: Rows = {}
    for sector in {"all", *(v.row["sector"] or "not stated" for v in snapshot.versions)}:
        of_sector = [v for v in versions if sector in ("all", v.row["sector"] or "not stated")]
        latest = {id(v): _latest_report(v, day) for v in of_sector}
        reported = [v for v in of_sector if latest[id(v)]]
        cells: dict[str, Cell] = {
            "pledges": len(of_sector),
            "value_usd": _sum(of_sector, (v.value for v in of_sector)),
            "pledges_reported": len(reported),
        }
        for status in REPORTED:
            these = [v for v in reported if latest[id(v)][1] == status]
            cells[f"pledges_{status}"] = len(these)
            cells[f"value_usd_{status}"] = _sum(these, (v.value for v in these))
            cells[f"{status}_share_of_reported_pct"] = _percent(len(these), len(reported))
            cells[f"{status}_share_of_all_pct"] = _percent(
                len(these), len(of_sector) if reported else 0
            )
        ended = [v for v in of_sector if (end := _end(v)) is not None and end < day]
        cells["response_rate_pct"] = _percent(len(reported), len(of_sector))
        cells["value_usd_reported"] = _sum(reported, (v.value for v in reported))
        cells["pledges_with_period_end"] = sum(_end(v) is not None for v in of_sector)
        cells["pledges_past_period_end_not_reported"] = sum(not latest[id(v)] for v in ended)
        if reported:
            running = [v for v in reported if latest[id(v)][1] != "completed"]
            cells["pledges_overdue"] = sum(v in ended for v in running)
            cells["pledges_silent_over_a_year"] = sum(
                latest[id(v)][0] < _year_before(day) for v in running
            )
        found[sector] = cells
    return found


def _percent(part: int, whole: int) -> Decimal | None:
    return 100 * Decimal(part) / whole if whole else None


def _end(version: Version) -> date | None:
    year = version.row["period_end_year"]
    return date(int(year), 12, 31) if year else None


def _latest_report(version: Version, day: date) -> tuple[date, str] | tuple[()]:
    """The newest report up to a day; nothing where there is none."""
    reports = []
    for report in filter(None, (part.strip() for part in version.row["status_reports"].split(";"))):
        on, status = report.split()[:2]
        if date.fromisoformat(on) <= day:
            reports.append((date.fromisoformat(on), status))
    return max(reports) if reports else ()


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
                "value_usd": _sum(having, (v.value for v in having)),
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
