"""Fixtures of the tests of what goes back to people."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from pipelines.readers.pledges.contract import pledge_contract
from pipelines.readers.rows.contract import Contract
from pipelines.review.annotated_workbook import Annotated, annotate
from pipelines.settings import Settings
from pipelines.sources.place_lists import bundled_place_reader
from pipelines.sources.registry import load_registry
from tests.unit.review.sent_back import FILE


@pytest.fixture(scope="module")
def contract() -> Contract:
    settings = Settings.from_environment()
    return pledge_contract(bundled_place_reader(settings, load_registry(settings.sources_file)))


@pytest.fixture
def send_back(contract: Contract) -> Callable[..., Annotated]:
    def annotated(content: bytes, language: str | None = None) -> Annotated:
        made = annotate(io.BytesIO(content), FILE, contract, language)
        assert made is not None
        return made

    return annotated
