"""Fuzzes the readers of files, amounts and places: `python -m tests.fuzz --inputs 100000`.

Hypothesis makes the inputs, each run other ones; what it finds it makes small and prints. Exits 1
when anything but a refusal with a reason escapes, an input takes longer than five seconds, or a
line of a file is lost.
"""
# ruff: noqa: T201 - a command prints

from __future__ import annotations

import argparse
import faulthandler
import sys
import time
import traceback

from tests.fuzz.targets import TARGETS, TooSlow, fuzz

STUCK_SECONDS = 120
"""After so long in one call that no signal reaches, the process ends with a traceback."""
BATCH = 1_000


def main() -> int:
    """Run all targets and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    wanted = parser.parse_args().inputs
    total = failed = 0
    start = time.monotonic()
    print(f"{'':14}{'inputs':>9}{'accepted':>10}{'rejected':>10}{'refused':>9}{'seconds':>9}")
    for name, (_, _, share) in TARGETS.items():
        begin = time.monotonic()
        left = max(1, round(wanted * share))
        counts = dict.fromkeys(("accepted", "rejected", "refused"), 0)
        while left > 0:
            faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
            try:
                for outcome, number in fuzz(name, min(left, BATCH)).items():
                    counts[outcome] += number
            except (Exception, TooSlow):
                traceback.print_exc()
                failed += 1
                break
            left -= BATCH
        faulthandler.cancel_dump_traceback_later()
        done = sum(counts.values())
        total += done
        print(
            f"{name:14}{done:9,}{counts['accepted']:10,}{counts['rejected']:10,}"
            f"{counts['refused']:9,}{time.monotonic() - begin:9.0f}",
            flush=True,
        )
    print(f"{'together':14}{total:9,}{time.monotonic() - start:38.0f}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
