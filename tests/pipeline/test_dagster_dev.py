"""A file dropped while `dagster dev` runs leads to a release that holds it, without more help."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import watch

from pipelines.settings import REPOSITORY
from tests.conftest import Dropped
from tests.warehouses import Warehouse

pytestmark = pytest.mark.slow

SECONDS_ALLOWED = 240


@pytest.fixture
def dev_warehouse(warehouse: Warehouse, dropped: Dropped) -> Iterator[Warehouse]:
    warehouse.replace_bundled_file("pledges/public_pledges.csv", dropped.rest)
    dagster_home = warehouse.settings.home.parent / "dagster_home"
    dagster_home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (warehouse.settings.home.parent / "dev.log").open("wb")
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("dagster")),
            "dev", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(port),
        ],
        env={**warehouse.environment(), "DAGSTER_HOME": str(dagster_home)},
        cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        yield warehouse
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=30)
        log.close()


def test_a_file_dropped_while_dagster_dev_runs_is_released(
    dev_warehouse: Warehouse, dropped: Dropped
) -> None:
    settings = dev_warehouse.settings
    before = os.readlink(settings.current)
    dev_warehouse.drop("afralti.csv", dropped.content)
    deadline = time.monotonic() + SECONDS_ALLOWED
    for _ in watch(settings.home, recursive=False, rust_timeout=5_000, yield_on_timeout=True):
        if os.readlink(settings.current) != before or time.monotonic() > deadline:
            break
    log = (settings.home.parent / "dev.log").read_text(errors="replace")
    assert os.readlink(settings.current) != before, log[-4000:]
    source = dev_warehouse.one(
        f"select source_sha256 from core.fct_pledges where pledge_id = '{dropped.pledge_id}'"
    )
    assert source == dropped.sha256
