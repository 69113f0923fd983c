"""The contract of pledge files in the bundled snapshot's columns; grain: pledge version.

Which version of a pledge is valid, and what counts, is decided in SQL.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from pipelines.readers import fields
from pipelines.readers.fields import FieldError
from pipelines.readers.records import Column, Contract, Row

SECTORS = (
    "Government",
    "Private sector",
    "International/regional organization",
    "UN agency",
    "Academia",
    "Civil society",
)
PLEDGE_TYPES = ("Financial", "Policy", "Programmatic", "Advocacy")
FOCUS_AREAS = ("ACCESS", "ADOPTION", "VALUE CREATION", "ACCELERATE")
MONEY_BASES = ("total", "per_year", "cumulative", "additional", "in_kind", "sought")
COUNT_BASES = ("people", "households")
AMOUNT_BOUNDS = ("exact", "at_least", "more_than", "about", "nearly", "up_to")
BENEFICIARY_GROUPS = (
    "women",
    "youth",
    "children",
    "older people",
    "persons with disabilities",
    "refugees and displaced people",
    "rural and remote people",
    "low-income people",
    "entrepreneurs",
    "ICT professionals",
    "people in informal work",
)
STATUSES = ("published", "in_progress", "completed", "withdrawn")
EVIDENCE = ("confirmed", "reported", "related")

_MONEY = fields.decimal(38, 2)
_PLACE = fields.matching(
    r"GLOBAL|[A-Z]{3}(?::[0-9]{1,3}(?:\.[0-9]+)?)?|LIST:[A-Z0-9_]+|REGION:.+|COUNT:.+",
    "GLOBAL, an ISO code as RWA or RWA:60, LIST:LDC, REGION:name or COUNT:53 African countries",
)
_STRINGS = pa.list_(pa.string())


def _derive(row: Row) -> Row:
    """Check what concerns several fields at once and unfold the partial date."""
    announced = row.pop("announced")
    assert isinstance(announced, tuple)
    amount, basis, currency = row["amount"], row["amount_basis"], row["currency_code"]
    if amount is not None and basis is None:
        raise FieldError("amount_without_basis", "an amount_basis beside every amount")
    if isinstance(amount, Decimal) and amount <= 0:
        raise FieldError("amount_not_positive", "an amount above zero, or none")
    if amount is not None and basis in MONEY_BASES and currency is None:
        raise FieldError("money_without_currency", "a currency_code beside an amount of money")
    if basis in COUNT_BASES and currency is not None:
        raise FieldError("count_with_currency", f"no currency_code beside amount_basis {basis}")
    _check_shares(row["places"])
    start, end = row["period_start_year"], row["period_end_year"]
    if isinstance(start, int) and isinstance(end, int) and start > end:
        raise FieldError("period_ends_before_start", "period_end_year not before start year")
    earliest, latest = announced
    assert isinstance(earliest, date) and isinstance(latest, date)
    return {
        "announced_stated": _as_stated(earliest, latest),
        "announced_earliest": earliest,
        "announced_latest": latest,
    }


def _as_stated(earliest: date, latest: date) -> str:
    if earliest == latest:
        return earliest.isoformat()
    return f"{earliest:%Y}" if earliest.month != latest.month else f"{earliest:%Y-%m}"


def _check_shares(places: object) -> None:
    """Each country once; shares are percentages of one pledge, so all places have one or none."""
    if not isinstance(places, list):
        return
    named = [place.split(":")[0] for place in places if place[3:4] in ("", ":")]
    if len(set(named)) != len(named):
        raise FieldError("repeated_country", "each country once in places")
    shares = [Decimal(place.split(":")[1]) for place in places if place[3:4] == ":"]
    if shares and (len(shares) != len(places) or sum(shares) != 100):
        raise FieldError("shares_not_100", "country shares on every place, adding up to 100")


PLEDGES = Contract(
    table="pledges",
    columns=(
        Column("pledge_id", fields.text, pa.string(), required=True),
        Column("version", fields.integer, pa.int32(), required=True),
        Column("announced", fields.partial_date, pa.null(), required=True),
        Column("title", fields.text, pa.string(), required=True),
        Column("entities", fields.list_of(fields.text, "; "), _STRINGS, required=True),
        Column("sector", fields.one_of(SECTORS), pa.string(), required=True),
        Column("entity_country_iso3", fields.iso3, pa.string()),
        Column("pledge_type", fields.one_of(PLEDGE_TYPES), pa.string()),
        Column("focus_area", fields.one_of(FOCUS_AREAS), pa.string()),
        Column("value_stated", fields.text, pa.string()),
        Column("amount", _MONEY, pa.decimal128(38, 2)),
        Column("currency_code", fields.matching("[A-Z]{3}", "an ISO 4217 code"), pa.string()),
        Column("amount_basis", fields.one_of((*MONEY_BASES, *COUNT_BASES)), pa.string()),
        Column("amount_bound", fields.one_of(AMOUNT_BOUNDS), pa.string()),
        Column("value_usd_stated", _MONEY, pa.decimal128(38, 2)),
        Column("period_stated", fields.text, pa.string()),
        Column("period_start_year", fields.integer, pa.int32()),
        Column("period_end_year", fields.integer, pa.int32()),
        Column("places", fields.list_of(_PLACE, "|"), _STRINGS),
        Column(
            "beneficiary_groups", fields.list_of(fields.one_of(BENEFICIARY_GROUPS), "; "), _STRINGS
        ),
        Column("status", fields.one_of(STATUSES), pa.string(), required=True),
        Column("commitment_id", fields.text, pa.string()),
        Column("evidence", fields.one_of(EVIDENCE), pa.string(), required=True),
        Column("inferred_fields", fields.list_of(fields.text, "; "), _STRINGS),
        Column("notes", fields.text, pa.string()),
        Column("source_url", fields.url, pa.string(), required=True),
        Column("is_synthetic", fields.boolean, pa.bool_(), required=True),
    ),
    key=("pledge_id", "version"),
    derive=_derive,
    derived=(
        pa.field("announced_stated", pa.string()),
        pa.field("announced_earliest", pa.date32()),
        pa.field("announced_latest", pa.date32()),
    ),
    dropped=frozenset({"announced"}),
)
