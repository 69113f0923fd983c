"""While `p2c dev` runs, its page shows what `p2c refresh` did, and a dropped file is released."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from watchfiles import watch

from pipelines.settings import REPOSITORY
from tests.conftest import Dropped
from tests.warehouses import Warehouse

pytestmark = pytest.mark.slow

SECONDS_ALLOWED = 240
SHOWN = """
{
  shouldShowNux
  assetNodes {
    groupName
    assetKey { path }
    assetMaterializations(limit: 1) { runId }
    assetChecksOrError {
      ... on AssetChecks { checks { executionForLatestMaterialization { status } } }
    }
  }
}
"""


@pytest.fixture
def served(warehouse: Warehouse, dropped: Dropped) -> Iterator[tuple[Warehouse, str]]:
    warehouse.replace_bundled_file("pledges/public_pledges.csv", dropped.rest)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (warehouse.settings.home.parent / "dev.log").open("wb")
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("p2c")), "dev", "--port", str(port)],
        env=warehouse.environment(),
        cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        yield warehouse, f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=30)
        log.close()


def test_the_page_shows_the_last_refresh_and_a_dropped_file_is_released(
    served: tuple[Warehouse, str], dropped: Dropped
) -> None:
    warehouse, page = served
    settings = warehouse.settings
    before = os.readlink(settings.current)
    wait_until(settings.home, lambda: bool(ask(page, "{ assetNodes { id } }")))
    shown = ask(page, SHOWN)
    assert shown is not None
    assert shown["shouldShowNux"] is False
    built = [node for node in shown["assetNodes"] if node["groupName"] != "fetched"]
    assert [node["assetKey"] for node in built if not node["assetMaterializations"]] == []
    checks = [
        check["executionForLatestMaterialization"]
        for node in built
        for check in node["assetChecksOrError"]["checks"]
    ]
    assert checks
    assert {check["status"] for check in checks if check} == {"SUCCEEDED"}
    assert None not in checks, "a check is shown as not evaluated"

    warehouse.drop("afralti.csv", dropped.content)
    wait_until(settings.home, lambda: os.readlink(settings.current) != before)
    log = (settings.home.parent / "dev.log").read_text(errors="replace")
    assert os.readlink(settings.current) != before, log[-4000:]
    source = warehouse.one(
        f"select source_sha256 from core.fct_pledges where pledge_id = '{dropped.pledge_id}'"
    )
    assert source == dropped.sha256


def wait_until(folder: Path, met: Callable[[], bool]) -> None:
    """Looks again when something in a folder changes, and every five seconds."""
    deadline = time.monotonic() + SECONDS_ALLOWED
    for _ in watch(folder, recursive=False, rust_timeout=5_000, yield_on_timeout=True):
        if met() or time.monotonic() > deadline:
            return


def ask(page: str, query: str) -> Any:
    """The answer of Dagster's page; None while it does not listen or has loaded no asset yet."""
    try:
        answer = requests.post(f"{page}/graphql", json={"query": query}, timeout=60).json()["data"]
    except requests.ConnectionError:
        return None
    return answer if answer["assetNodes"] else None
