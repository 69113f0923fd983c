"""Two versions of a made-up pledge and their forms as CSV and JSON, for the documentation.

No pledge of a real entity is here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from pipelines.submissions.form import load_form
from pipelines.submissions.kinds import KINDS
from pipelines.submissions.model import FormField

_FIRST = {
    "pledge_id": "EX-0042",
    "version": "1",
    "title": "Digital skills for rural schools",
    "language": "en",
    "announced": "2023-12",
    "entities": "Example Foundation; Example Telecom",
    "sector": "Civil society",
    "partner_sectors": "Private sector",
    "pledge_type": "Programmatic",
    "value_stated": "about USD 2 million over three years",
    "amount": "2000000",
    "currency_code": "USD",
    "amount_basis": "total",
    "amount_bound": "about",
    "period_start_year": "2024",
    "period_end_year": "2026",
    "places": "RWA|KEN",
    "beneficiary_groups": "women; youth",
    "sdgs": "4; 5",
    "status": "published",
    "is_synthetic": "true",
}
_AMENDED = {
    "version": "2",
    "announced": "2024-09-17",
    "places": "RWA:60|KEN:40",
    "status": "on_track",
}
EXAMPLES: tuple[Mapping[str, str], ...] = (_FIRST, _FIRST | _AMENDED)
"""The second version states how the pledge is shared between its countries."""


def example_csv() -> str:
    """Both versions in one CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(EXAMPLES[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(EXAMPLES)
    return text.getvalue()


def example_json() -> str:
    """The first version as a JSON object, with lists and numbers as JSON has them."""
    form = load_form()
    pledge = {name: _as_json(form.field(name), value) for name, value in EXAMPLES[0].items()}
    return json.dumps(pledge, indent=2, ensure_ascii=False) + "\n"


def _as_json(field: FormField, value: str) -> object:
    is_number = KINDS[field.kind].number is not None
    if field.separator is not None:
        items = value.split(field.separator)
        return [int(item) for item in items] if is_number else items
    if field.kind == "boolean":
        return value == "true"
    return int(value) if is_number else value
