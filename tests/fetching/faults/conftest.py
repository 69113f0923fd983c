"""What the tests of faults share: bodies a publisher sends, and how a fetch fails.

The client is the real one, over TLS, to a real server on loopback. Figures in bodies are invented.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.errors import FetchFailed
from pipelines.sources.http import FetchPolicy
from tests.fetching.conftest import POLICY, Bench

CSV = b"economy,year,value\n" + b"".join(b"AGO,%d,39.3\n" % year for year in range(1900, 2026))
JSON = {"count": 2, "value": [{"area": "AGO", "value": "39.3"}, {"area": "BGD", "value": "44.5"}]}
ONE_TRY = replace(POLICY, tries=1)
BenchWith = Callable[[FetchPolicy], Bench]


def zipped(name: str = "data.csv", content: bytes = CSV) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def failure(bench: Bench, **request: object) -> FetchFailed:
    """How a fetch fails; whatever the fault, nothing but the ledger is left behind."""
    with pytest.raises(FetchFailed) as caught:
        bench.ask(**request)  # type: ignore[arg-type]
    left = {path.name for path in bench.directory.glob("*")}
    assert left <= {"attempts.jsonl", "refused_bodies"}
    assert not list(bench.directory.rglob("*.part"))
    assert "accepted" not in bench.outcomes
    return caught.value
