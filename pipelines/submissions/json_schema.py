"""Writes the JSON Schema of a pledge in canonical form: fields by name, terms by code.

A file that the schema accepts is in good form; labels in other languages, which are read as well,
are not in it. Whether a pledge is read is decided by `pipelines.readers` alone.
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.submissions.kinds import KINDS, Schema
from pipelines.submissions.model import Form, FormField

_EMPTY: Schema = {"$ref": "#/$defs/empty"}
_NOT_EMPTY: Schema = {"not": {"enum": [None, ""]}}


def pledge_schema(form: Form) -> Schema:
    """JSON Schema, draft 2020-12, of one pledge or an array of pledges."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:partner2connect-warehouse:submission-format:{form.version}",
        "title": f"Pledge submission, format {form.version}",
        "description": (
            "One pledge, or an array of pledges, each one version of a pledge. A field that is "
            "absent, null or an empty text is not stated. A list is an array, or one text with the "
            "separator that its description names."
        ),
        "oneOf": [
            {"$ref": "#/$defs/pledge"},
            {"type": "array", "items": {"$ref": "#/$defs/pledge"}, "minItems": 1},
        ],
        "$defs": {
            "empty": {"enum": [None, ""]},
            **{
                name: {"enum": list(vocabulary.codes)}
                for name, vocabulary in form.vocabularies.items()
                if name != "boolean"
            },
            "status_report": {"type": "string", "pattern": _status_report_pattern(form)},
            "pledge": {
                "type": "object",
                "properties": {field.name: _field_schema(field) for field in form.fields},
                "required": [field.name for field in form.fields if field.required],
                "additionalProperties": False,
                "allOf": _rules(form),
            },
        },
    }


def schema_text(form: Form) -> str:
    """The schema as it is committed: indented JSON with a line break at its end."""
    return json.dumps(pledge_schema(form), indent=2, ensure_ascii=False) + "\n"


def _field_schema(field: FormField) -> Schema:
    item = _item_schema(field)
    schema: Schema = {"title": field.labels["en"][0], "description": field.description}
    if field.separator is None:
        accepted = [item]
    else:
        schema["description"] += f' Separator: "{field.separator}".'
        items: Schema = {"type": "array", "items": item, "minItems": 1}
        if not field.may_repeat:
            items["uniqueItems"] = True
        if isinstance(item.get("anyOf"), list):  # a list of one may stand as a bare number
            accepted = [items, *item["anyOf"], {"type": "string", "minLength": 1}]
        else:
            accepted = [items, {"type": "string", "minLength": 1}]
    if not field.required:
        accepted.append(_EMPTY)
    schema["examples"] = _examples(field)
    if field.personal:
        schema["$comment"] = "personal; kept in the raw zone and never published"
    return {**schema, **(accepted[0] if len(accepted) == 1 else {"anyOf": accepted})}


def _item_schema(field: FormField) -> Schema:
    kind = KINDS[field.kind]
    if field.kind == "term":
        return {"$ref": f"#/$defs/{field.vocabulary}"}
    if kind.number is None:
        return dict(kind.schema)
    if kind.number == "whole":
        lowest, highest = field.bounds
        number: Schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    else:
        number = {"type": "number", "exclusiveMinimum": 0}
        if field.highest is not None:
            number["maximum"] = field.highest
    return {"anyOf": [number, kind.schema]}


def _examples(field: FormField) -> list[Any]:
    if field.separator is None:
        return [field.example]
    return [field.example, [part.strip() for part in field.example.split(field.separator)]]


def _status_report_pattern(form: Form) -> str:
    statuses = "|".join(form.vocabularies["status"].codes)
    percent = r"(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)"
    return rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} ({statuses})( {percent} ?%)?$"


def _rules(form: Form) -> list[Schema]:
    """What must hold between fields."""
    bases = form.vocabularies["amount_basis"].terms
    counts = {"properties": {"amount_basis": {"enum": [b.code for b in bases if b.is_count]}}}
    return [
        {
            "$comment": "an amount says what it counts",
            "if": _filled("amount"),
            "then": _filled("amount_basis"),
        },
        {
            "$comment": "a number of people or households has no currency, money has one",
            "if": {**counts, "required": ["amount_basis"]},
            "then": {"not": _filled("currency_code")},
            "else": {"if": _filled("amount"), "then": _filled("currency_code")},
        },
        *(
            {
                "$comment": "only what is withdrawn says when and why",
                "if": _filled(name),
                "then": {"properties": {"status": {"const": "withdrawn"}}, "required": ["status"]},
            }
            for name in ("withdrawn_on", "withdrawal_reason")
        ),
    ]


def _filled(name: str) -> Schema:
    return {"properties": {name: _NOT_EMPTY}, "required": [name]}
