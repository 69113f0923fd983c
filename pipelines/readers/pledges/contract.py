"""The contract of pledge files, built from the submission form; grain: pledge version.

What concerns several fields belongs to the modules of rules beside this one. Which version of a
pledge is valid, and what counts, is decided in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import pyarrow as pa

from pipelines.readers.places import PlaceReader
from pipelines.readers.pledges import rules as pledge_rules
from pipelines.readers.pledges.amounts import MONEY, POINT_OR_THOUSANDS, USD_STATED
from pipelines.readers.pledges.places import country_parser, places_rule
from pipelines.readers.rows import fields
from pipelines.readers.rows.contract import Column, Contract
from pipelines.readers.rows.fields import FieldError, FieldParser
from pipelines.submissions import FormField, load_form, normalise_label

Maker = Callable[[FormField, PlaceReader | None], FieldParser]
"""Makes the parser of one value of a field."""

_TEXT = pa.string()
_DATE = pa.date32()
_NUMBER = pa.int32()
_MONEY = pa.decimal128(38, 2)
_PARTNERS = pa.list_(pa.struct([("name", _TEXT), ("sector", _TEXT), ("country_iso3", _TEXT)]))
_REPORT = pa.struct(
    [("reported_on", _DATE), ("status", _TEXT), ("progress_pct", pa.decimal128(5, 2))]
)

_money = fields.decimal(38, 2)
_REPORT_FORM = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}) (?P<status>\D+?)(?: (?P<percent>\d{1,3}(?:\.\d{1,2})?) ?%)?",
    re.ASCII,
)
_REPORT_EXPECTED = "reports such as 2023-09-17 on_track 40%, the percentage at most 100"
_SDG = re.compile(r"\D{0,12}?([0-9]{1,2})", re.ASCII)


def _term(vocabulary: str | None) -> FieldParser:
    """A parser of a closed vocabulary: a code, or its label in any of six languages."""
    form = load_form()
    assert vocabulary is not None, "the form gives every term and boolean a vocabulary"
    codes = form.vocabularies[vocabulary].codes
    return fields.term(codes, form.term_aliases(vocabulary), normalise_label)


_status = _term("status")


def _status_report(value: str) -> dict[str, object]:
    """One report of progress: day, status and, if stated, percent done."""
    match = _REPORT_FORM.fullmatch(value)
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
    return fields.currency_code(value.upper())


def _number(field: FormField, _: PlaceReader | None) -> FieldParser:
    """A parser of numbers above zero, up to the highest the form allows."""
    limit = "" if field.highest is None else f" and at most {field.highest:,}"
    expected = f"{field.unit or 'a number'} above 0{limit}"

    def parse(value: str) -> Decimal:
        if POINT_OR_THOUSANDS.fullmatch(value):
            raise FieldError("ambiguous_separator", "plain digits, such as 155000")
        number = _money(value)
        assert isinstance(number, Decimal)
        if number <= 0 or (field.highest is not None and number > field.highest):
            raise FieldError("out_of_range", expected)
        return number

    return parse


def _sdg(value: str) -> object:
    """Number of a sustainable development goal, with or without the word for it."""
    match = _SDG.fullmatch(value)
    return fields.integer_between(1, 17)(match[1] if match else value)


def _integer(field: FormField, _: PlaceReader | None) -> FieldParser:
    return fields.integer_between(*field.bounds)


def _always(parser: FieldParser) -> Maker:
    return lambda _, __: parser


_KINDS: Mapping[str, tuple[Maker, pa.DataType]] = {
    "text": (_always(fields.text), _TEXT),
    "amount_text": (_always(fields.text), _TEXT),
    "email": (_always(fields.text), _TEXT),
    "phone": (_always(fields.text), _TEXT),
    "url": (_always(fields.url), _TEXT),
    "term": (lambda field, _: _term(field.vocabulary), _TEXT),
    "boolean": (lambda field, _: fields.as_boolean(_term(field.vocabulary)), pa.bool_()),
    "integer": (_integer, _NUMBER),
    "year": (_integer, _NUMBER),
    "number": (_number, _MONEY),
    "date": (_always(fields.iso_date), _DATE),
    "currency": (_always(_currency), _TEXT),
    "country": (lambda _, place_reader: country_parser(place_reader), _TEXT),
    "sdg": (_always(_sdg), _NUMBER),
    "status_reports": (_always(_status_report), _REPORT),
    # The rules read these; what they make of them is of this type, or in derived columns.
    "amount": (_always(fields.text), _MONEY),
    "places": (_always(fields.text), _TEXT),
    "partial_date": (_always(fields.partial_date), pa.null()),
}
"""How one value of each kind is read, and its Arrow type."""


def _column(field: FormField, place_reader: PlaceReader | None) -> Column:
    make, arrow_type = _KINDS[field.kind]
    parse = make(field, place_reader)
    if field.separator is not None:
        make_list = fields.Repeatable if field.may_repeat else fields.ListParser
        parse, arrow_type = make_list(parse, field.separator), pa.list_(arrow_type)
    return Column(
        field.name,
        parse,
        arrow_type,
        required=field.required,
        may_be_absent=not field.required,
        contact=(field.contact.number, field.contact.part) if field.contact else None,
    )


def pledge_contract(place_reader: PlaceReader | None = None) -> Contract:
    """Builds the contract of pledge files from the form.

    Args:
        place_reader: Reads countries and places in words; without one only codes are read.
    """
    form = load_form()
    return Contract(
        table="pledges",
        columns=tuple(_column(field, place_reader) for field in form.fields),
        key=("pledge_id", "version"),
        rules=(*pledge_rules.RULES, MONEY, USD_STATED, places_rule(place_reader)),
        derived=(
            pa.field("partners", _PARTNERS),
            pa.field("amount_unread_because", _TEXT),
            pa.field("places_stated", _TEXT),
            pa.field("places_unresolved", pa.list_(_TEXT)),
            pa.field("unnamed_countries", pa.int32()),
            pa.field("announced_stated", _TEXT),
            pa.field("announced_earliest", _DATE),
            pa.field("announced_latest", _DATE),
        ),
        dropped=frozenset({"announced", "partner_sectors", "partner_countries"}),
        aliases=form.header_aliases(),
        fold=normalise_label,
        keeps_unknown=True,
    )


PLEDGES = pledge_contract()
"""The contract with codes only: the shape of the table, without the names of places."""
