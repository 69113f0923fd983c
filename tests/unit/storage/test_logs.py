"""Logs: a JSON line an event in a file, the same event to whoever shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from pipelines.storage.logs import configure_logs


@pytest.fixture(autouse=True)
def own_configuration() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_every_event_is_a_line_of_json_with_its_level_and_time_in_utc(tmp_path: Path) -> None:
    log_file = tmp_path / "deep" / "log.jsonl"
    configure_logs(log_file, None)
    log = structlog.get_logger()
    log.info("table loaded", rows=3, path=tmp_path)
    log.warning("line\nbreak \u202e é", why=None)
    first, second = [json.loads(line) for line in log_file.read_text().splitlines()]
    assert (first["event"], first["level"], first["rows"]) == ("table loaded", "info", 3)
    assert first["path"] == str(tmp_path)
    assert datetime.fromisoformat(first["timestamp"]).utcoffset() is not None
    assert (second["event"], second["level"]) == ("line\nbreak \u202e é", "warning")
    assert log_file.read_bytes().isascii()


def test_events_are_added_to_what_the_file_holds(tmp_path: Path) -> None:
    log_file = tmp_path / "log.jsonl"
    for event in ("first run", "second run"):
        configure_logs(log_file, None)
        structlog.get_logger().info(event)
    assert [json.loads(line)["event"] for line in log_file.read_text().splitlines()] == [
        "first run",
        "second run",
    ]


def test_events_are_shown_and_nothing_else_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shown: list[MutableMapping[str, Any]] = []
    configure_logs(None, shown.append)
    structlog.get_logger().info("gate passed", checks=7)
    assert [(event["event"], event["checks"]) for event in shown] == [("gate passed", 7)]
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_a_logger_made_before_the_configuration_follows_it(tmp_path: Path) -> None:
    log = structlog.get_logger()
    configure_logs(tmp_path / "log.jsonl", None)
    log.info("seen")
    assert "seen" in (tmp_path / "log.jsonl").read_text()
