"""The page of a release in a real browser, with the network off."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.warehouses import Warehouse

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NO_NETWORK = shutil.which("unshare")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(NO_NETWORK is None, reason="unshare is not installed"),
]


def open_page(page: Path, profile: Path, *wanted: str) -> subprocess.CompletedProcess[str]:
    """Open a page in headless Chromium within an empty network namespace."""
    assert CHROMIUM and NO_NETWORK
    return subprocess.run(
        [
            NO_NETWORK, "--map-root-user", "--net", CHROMIUM, "--headless", "--no-sandbox",
            "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions",
            f"--user-data-dir={profile}", *wanted, page.as_uri(),
        ],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_page_shows_figures_and_charts_with_the_network_off(
    released: Warehouse, tmp_path: Path
) -> None:
    page = released.settings.current / "report" / "index.html"
    shown = open_page(page.resolve(), tmp_path / "profile", "--dump-dom")
    assert shown.returncode == 0, shown.stderr
    dom = shown.stdout
    assert "<h1" in dom
    assert released.one("select statement from marts.announcement_figures where figure_id"
                        " = 'ldc_count'") in dom  # fmt: skip
    assert len(re.findall(r"<svg[^>]*role=\"img\"", dom)) >= 2
    assert "<script" not in dom
    assert "<link" not in dom
    assert not re.findall(r"src=\"(?!data:)", dom), "nothing is fetched; links are only followed"


def test_the_page_is_not_blank_on_a_telephone(released: Warehouse, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    page = released.settings.current / "report" / "index.html"
    shown = open_page(
        page.resolve(), tmp_path / "profile", f"--screenshot={picture}", "--window-size=390,2000"
    )
    assert shown.returncode == 0, shown.stderr
    assert picture.stat().st_size > 30_000, "a blank page of this size takes a few kilobytes"
