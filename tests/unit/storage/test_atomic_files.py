"""A file written whole is there whole or as it was before, with the mode that was asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pipelines.storage.atomic_files import write_whole


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "made" / "receipt.json"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in path.parent.iterdir()] == ["receipt.json"]


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_the_mode_does_not_depend_on_the_umask(tmp_path: Path, mode: int) -> None:
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "file", b"content", mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "verdict.json"
    write_whole(path, b"before")

    def fail(_: int) -> None:
        raise OSError("no space left on the device")

    monkeypatch.setattr("pipelines.storage.atomic_files.os.fsync", fail)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["verdict.json"]
