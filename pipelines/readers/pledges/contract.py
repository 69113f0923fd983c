"""The contract of pledge files, submission format 1.0; grain: pledge version.

What concerns several fields stands in the modules of rules beside this one. Which version of a
pledge is valid, and what counts, is decided in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from functools import partial

import pyarrow as pa

from pipelines.readers.places import PlaceReader
from pipelines.readers.pledges import rules as pledge_rules
from pipelines.readers.pledges.amounts import MONEY, POINT_OR_THOUSANDS, USD_STATED
from pipelines.readers.pledges.places import country_parser, places_rule
from pipelines.readers.pledges.terms import (
    AMOUNT_BOUNDS,
    BENEFICIARY_GROUPS,
    COUNT_BASES,
    EVIDENCE,
    FOCUS_AREAS,
    LANGUAGES,
    MONEY_BASES,
    PLEDGE_TYPES,
    SECTORS,
    STATUSES,
)
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import CONTACT_PARTS, Column, Contract
from pipelines.readers.rows.fields import FieldError, FieldParser
from pipelines.submissions import load_form, normalise_label

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_DATE = pa.date32()
_YEAR = pa.int32()
_MONEY = pa.decimal128(38, 2)
_PARTNERS = pa.list_(pa.struct([("name", _TEXT), ("sector", _TEXT), ("country_iso3", _TEXT)]))
_REPORTS = pa.list_(
    pa.struct([("reported_on", _DATE), ("status", _TEXT), ("progress_pct", pa.decimal128(5, 2))])
)

MOST_USD = 100_000_000_000
_money = fields.decimal(38, 2)
_texts = fields.list_of(fields.text, "; ")
_currency_code = fields.matching("[A-Z]{3}", "an ISO 4217 code")
_REPORT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}) (?P<status>\D+?)(?: (?P<percent>\d{1,3}(?:\.\d{1,2})?) ?%)?",
    re.ASCII,
)
_REPORT_EXPECTED = "reports such as 2023-09-17 on_track 40%, the percentage at most 100"
_SDG = re.compile(r"\D{0,12}?([0-9]{1,2})", re.ASCII)


def _term(vocabulary: str, codes: Collection[str]) -> FieldParser:
    """A parser of a closed vocabulary: a code, or its label in any of six languages."""
    return fields.term(codes, load_form().term_aliases(vocabulary), normalise_label)


_status = _term("status", STATUSES)


def _status_report(value: str) -> dict[str, object]:
    """One report of progress: day, status and, if stated, percent done."""
    match = _REPORT.fullmatch(value)
    if not match:
        raise FieldError("not_a_status_report", _REPORT_EXPECTED)
    percent = Decimal(match["percent"]).quantize(Decimal("0.01")) if match["percent"] else None
    if percent is not None and percent > 100:
        raise FieldError("not_a_status_report", _REPORT_EXPECTED)
    return {
        "reported_on": fields.iso_date(match["day"]),
        "status": _status(match["status"]),
        "progress_pct": percent,
    }


def _currency(value: str) -> object:
    """An ISO 4217 code, in capitals or not."""
    return _currency_code(value.upper())


def _usd_stated(value: str) -> object:
    """Dollars a source gives; all pledges together were published as over 82 billion."""
    if POINT_OR_THOUSANDS.fullmatch(value):
        raise FieldError("ambiguous_separator", "plain digits, such as 155000")
    number = _money(value)
    assert isinstance(number, Decimal)
    if not 0 < number <= MOST_USD:
        raise FieldError("out_of_range", f"US$ above 0 and at most {MOST_USD:,}")
    return number


def _sdg(value: str) -> object:
    """Number of a sustainable development goal, with or without the word for it."""
    match = _SDG.fullmatch(value)
    return fields.integer_between(1, 17)(match[1] if match else value)


def pledge_contract(place_reader: PlaceReader | None = None) -> Contract:
    """The contract of pledge files.

    Args:
        place_reader: Reads countries and places in words; without one only codes are read.
    """
    needed = partial(Column, required=True)
    optional = partial(Column, may_be_absent=True)
    country = country_parser(place_reader)
    sector = _term("sector", SECTORS)
    bases = (*MONEY_BASES, *COUNT_BASES)
    groups = _term("beneficiary_groups", BENEFICIARY_GROUPS)
    boolean = _term("boolean", ("true", "false"))
    return Contract(
        table="pledges",
        columns=(
            needed("pledge_id", fields.text, _TEXT),
            needed("version", fields.integer_between(1, 1000), pa.int32()),
            optional("language", _term("language", LANGUAGES), _TEXT),
            optional("submitted_on", fields.iso_date, _DATE),
            optional("validated_on", fields.iso_date, _DATE),
            needed("announced", fields.partial_date, pa.null()),
            needed("title", fields.text, _TEXT),
            optional("description", fields.text, _TEXT),
            needed("entities", _texts, _TEXTS),
            needed("sector", sector, _TEXT),
            optional("entity_country_iso3", country, _TEXT),
            optional("partner_sectors", fields.Repeatable(sector, "; "), pa.null()),
            optional("partner_countries", fields.Repeatable(country, "; "), pa.null()),
            optional("pledge_type", _term("pledge_type", PLEDGE_TYPES), _TEXT),
            optional("focus_area", _term("focus_area", FOCUS_AREAS), _TEXT),
            optional("pillar", fields.text, _TEXT),
            optional("targets", _texts, _TEXTS),
            optional("value_stated", fields.text, _TEXT),
            optional("amount", fields.text, _MONEY),
            optional("currency_code", _currency, _TEXT),
            optional("amount_basis", _term("amount_basis", bases), _TEXT),
            optional("amount_bound", _term("amount_bound", AMOUNT_BOUNDS), _TEXT),
            optional("value_usd_stated", _usd_stated, _MONEY),
            optional("period_stated", fields.text, _TEXT),
            optional("period_start_year", fields.integer_between(2015, 2060), _YEAR),
            optional("period_end_year", fields.integer_between(2015, 2060), _YEAR),
            optional("places", fields.list_of(fields.text, "|"), _TEXTS),
            optional("beneficiary_groups", fields.list_of(groups, "; "), _TEXTS),
            optional("sdgs", fields.list_of(_sdg, "; "), pa.list_(pa.int32())),
            optional("campaign", fields.text, _TEXT),
            optional("is_champion", fields.as_boolean(boolean), pa.bool_()),
            optional("status", _status, _TEXT),
            optional("status_reports", fields.list_of(_status_report, "; "), _REPORTS),
            optional("withdrawn_on", fields.iso_date, _DATE),
            optional("withdrawal_reason", fields.text, _TEXT),
            optional("commitment_id", fields.text, _TEXT),
            optional("evidence", _term("evidence", EVIDENCE), _TEXT),
            optional("inferred_fields", _texts, _TEXTS),
            optional("notes", fields.text, _TEXT),
            optional("source_url", fields.url, _TEXT),
            optional("is_synthetic", fields.as_boolean(boolean), pa.bool_()),
            *(
                optional(f"{prefix}contact_{part}", fields.text, _TEXT, contact=(number, part))
                for number, prefix in ((1, ""), (2, "second_"))
                for part in CONTACT_PARTS
            ),
        ),
        key=("pledge_id", "version"),
        rules=(*pledge_rules.RULES, MONEY, USD_STATED, places_rule(place_reader)),
        derived=(
            pa.field("partners", _PARTNERS),
            pa.field("amount_unread_because", _TEXT),
            pa.field("places_stated", _TEXT),
            pa.field("places_unresolved", _TEXTS),
            pa.field("announced_stated", _TEXT),
            pa.field("announced_earliest", _DATE),
            pa.field("announced_latest", _DATE),
        ),
        dropped=frozenset({"announced", "partner_sectors", "partner_countries"}),
        aliases=load_form().header_aliases(),
        fold=normalise_label,
        keeps_unknown=True,
    )


PLEDGES = pledge_contract()
"""The contract with codes only: the shape of the table, without the names of places."""
