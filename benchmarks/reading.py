"""Strict reading of a million made-up pledges beside DuckDB's lenient reading of the same file.

Each is measured in a process of its own, side by side in one run: `read_csv` and `read_json` with
everything detected, into a table; the strict reader with every field typed, every rule applied and
every line accounted for, kept as the loader keeps it. A second reading finds the first one again.
Run with `make bench`; the ratio is what counts, the seconds are the machine's.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

AIM = 3.0
COUNTRIES = ("AGO", "BEN", "BFA", "ETH", "GHA", "KEN", "MLI", "NER", "NGA", "RWA", "SEN", "TCD")
SECTORS = ("Government", "Private sector", "Academia", "Civil society")
TYPES = ("Financial", "Policy", "Programmatic", "Advocacy")


def made_up_pledges(rows: int) -> Iterator[dict[str, str]]:
    """Rows as a platform exports them; every one says that it is synthetic."""
    draw = random.Random(20231206)  # noqa: S311
    for number in range(rows):
        amount = draw.randint(10_000, 900_000_000)
        announced = date(2022, 1, 1) + timedelta(days=draw.randrange(1_600))
        yield {
            "pledge_id": f"SIM-{number:07}",
            "version": "1",
            "language": "en",
            "announced": announced.isoformat(),
            "title": f"Made-up pledge {number} to connect schools and homes",
            "entities": f"Made-up entity {draw.randrange(5_000)}",
            "sector": draw.choice(SECTORS),
            "entity_country_iso3": draw.choice(COUNTRIES),
            "pledge_type": draw.choice(TYPES),
            "focus_area": "ACCESS",
            "value_stated": f"USD {amount:,}",
            "amount": str(amount),
            "currency_code": "USD",
            "amount_basis": "total",
            "amount_bound": "exact",
            "period_start_year": str(announced.year),
            "period_end_year": "2026",
            "places": "|".join(draw.sample(COUNTRIES, draw.randint(1, 3))),
            "beneficiary_groups": "women; youth",
            "status": "published",
            "source_url": f"https://example.org/pledges/{number}",
            "is_synthetic": "true",
        }


def write_files(folder: Path, rows: int) -> tuple[Path, Path]:
    table, lines = folder / "pledges.csv", folder / "pledges.ndjson"
    with table.open("w", newline="") as as_csv, lines.open("w") as as_json:
        writer: csv.DictWriter[str] | None = None
        for row in made_up_pledges(rows):
            if writer is None:
                writer = csv.DictWriter(as_csv, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(row)
            as_json.write(json.dumps(row) + "\n")
    return table, lines


def prepare_strictly(path: Path) -> Callable[[], int]:
    """What is made once a refresh, whatever it reads, is made before the clock starts."""
    from pipelines.build.parse_cache import ParsedFiles
    from pipelines.readers.containers.any_container import read_submission
    from pipelines.readers.pledges.contract import pledge_contract
    from pipelines.readers.rows.read_result import InputFile
    from pipelines.settings import Settings
    from pipelines.sources.place_lists import bundled_place_reader
    from pipelines.sources.registry import load_registry

    settings = Settings.from_environment()
    registry = load_registry(settings.sources_file)
    contract = pledge_contract(bundled_place_reader(settings, registry))
    file = InputFile("0" * 64, path.name, "benchmark", "made-up")
    parsed = ParsedFiles(path.parent / "parsed", [path.name])

    def read() -> int:
        reading = parsed.find(file, contract.table)
        if reading is None:
            with path.open("rb") as stream:
                reading = parsed.keep(read_submission(stream, file, contract))
        lines = reading.lines
        assert (lines.rejected, lines.accepted) == (0, reading.rows.num_rows), reading.rejects[:3]
        return reading.rows.num_rows

    return read


def prepare_leniently(path: Path) -> Callable[[], int]:
    import duckdb

    reader = "read_json" if path.suffix == ".ndjson" else "read_csv"

    def read() -> int:
        with duckdb.connect(str(path.parent / f"{reader}.duckdb")) as connection:
            connection.execute(f"create or replace table t as from {reader}(?)", [str(path)])
            found = connection.execute("select count(*) from t").fetchone()
        return int(found[0]) if found else 0

    return read


def measured(reader: str, path: Path) -> tuple[float, float, int]:
    """Seconds of the reading itself, peak memory of its process in MB, and rows."""
    command = [sys.executable, "-m", "benchmarks.reading", "--read", reader, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, megabytes, rows = done.stdout.split()
    return float(seconds), float(megabytes), int(rows)


def read_once(reader: str, path: Path) -> None:
    read = prepare_strictly(path) if reader == "strict" else prepare_leniently(path)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, own_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = time.perf_counter()
    rows = read()
    took = time.perf_counter() - started
    done.set()
    watcher.join()
    print(f"{took:.3f} {peak:.0f} {rows}")


def own_memory() -> int:
    """Memory of the process in MB; pages of files, which the system may take back, not counted."""
    status = Path("/proc/self/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("RssAnon")]
    return int(line.split()[1]) // 1024


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--read", nargs=2, metavar=("READER", "FILE"), help="one measurement")
    given = arguments.parse_args()
    if given.read:
        read_once(given.read[0], Path(given.read[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in write_files(Path(folder), given.rows):
            size = path.stat().st_size / 1024 / 1024
            lenient, lenient_peak, rows = measured("lenient", path)
            strict, peak, strict_rows = measured("strict", path)
            again, _, _ = measured("strict", path)
            assert rows == strict_rows == given.rows
            print(f"{path.suffix[1:]}: {rows:,} pledges, {size:,.0f} MB")
            print(f"  DuckDB, lenient      {lenient:6.1f} s  {lenient_peak:6,.0f} MB at most")
            print(f"  strict               {strict:6.1f} s  {peak:6,.0f} MB at most")
            print(f"  strict, second time  {again:6.1f} s")
            print(f"  ratio (aim: below {AIM:.0f}) {strict / lenient:5.2f}")


if __name__ == "__main__":
    main()
