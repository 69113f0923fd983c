"""A workbook that goes back is explained in the language of its row, else of its headings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.review.annotated_workbook import Annotated, language_of_header
from pipelines.submissions import LANGUAGES
from pipelines.submissions.reasons import explanations
from tests.unit.review.sent_back import (
    BAD,
    FORM,
    NAMES,
    book_of,
    cell,
    problems,
    resent,
)
from tests.unit.review.test_rejects import csv_of


def test_each_row_is_explained_in_its_own_language_else_in_that_of_the_headings(
    send_back: Callable[..., Annotated],
) -> None:
    fields = ("pledge_id", "version", "announced", "title", "entities", "sector", "language")
    headings = [FORM.label(field, "fr") for field in fields]
    rows = [
        ["p-1", "1", "2023", "T", "E", "Academy", "ru"],
        ["p-2", "1", "2023", "T", "E", "Academy", "Español"],
        ["p-3", "1", "2023", "T", "E", "Academy", ""],
        ["p-4", "1", "2023", "T", "E", "Academy", "tlh"],
    ]
    made = send_back("\n".join(",".join(line) for line in [headings, *rows]).encode(), "zh")
    assert made.language == "fr"
    book = book_of(made)
    told = [cell(book, row, "sector").comment.text.split("\n")[0] for row in (2, 3, 4, 5)]
    assert told == [
        explanations()["unknown_term"][language] for language in ("ru", "es", "fr", "fr")
    ]
    assert cell(book, 1, "pledge_id").value == FORM.label("pledge_id", "fr")
    assert problems(book)[0]["column"] == FORM.label("sector", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_tell_their_language_and_canonical_names_tell_none(language: str) -> None:
    assert language_of_header([FORM.label(n, language) for n in NAMES], FORM) == language
    assert language_of_header(NAMES, FORM) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_submission_tells_no_language_the_one_asked_for_is_used(
    send_back: Callable[..., Annotated], tmp_path: Path, language: str
) -> None:
    book = book_of(send_back(csv_of(BAD), language))
    assert cell(book, 2, "sector").comment.text.startswith(explanations()["unknown_term"][language])
    assert cell(book, 1, "title").value == FORM.label("title", language)
    cell(book, 2, "sector").value, cell(book, 2, "announced").value = "Academia", "2023"
    assert resent(book, tmp_path).exit_code == 0
