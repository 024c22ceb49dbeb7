"""What it costs: ``make bench`` prints a table. Ratios within one run are what counts; seconds are of this machine.

Judging a million made-up screenings by compiled SQL is compared with a plain polars pipeline from the same tables, and
with plain pandas from the same facts; all three must agree on every screening. Nothing here is a timed test.

SQL and pandas do the same work, in either of two ways: from the facts stored in the cut to verdicts stored in it, or
to a frame of verdicts in memory. On a busy machine the processor's ratios say more than the clock's, but they hide
that SQL uses every core and pandas one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.clicks import measure_clicks

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Runs the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--screenings", type=int, default=1_000_000)
    parser.add_argument("--linear", action="store_true", help="also ten times as many, to see whether cost is linear")
    parser.add_argument("--only", choices=("judging", "clicks"))
    chosen = parser.parse_args()
    if chosen.only in {None, "judging"}:
        compare_judging(chosen.screenings, is_linear=chosen.linear)
    if chosen.only in {None, "clicks"}:
        describe("A click until its page is redrawn (demo, median)", "ms")
        for name, milliseconds in measure_clicks().items():
            describe(f"  {name}", f"{milliseconds:,.0f}", "< 200")
    return 0


def compare_judging(screenings: int, *, is_linear: bool) -> None:
    """Judges made-up screenings in three ways, and asks every query."""
    with tempfile.TemporaryDirectory(prefix="mesems-bench-") as folder:
        run_step("prepare", folder, screenings)
        sql = run_step("sql", folder, screenings)
        sql["frame"] = run_step("frame", folder, screenings)
        polars = run_step("polars", folder, screenings)
        pandas = run_step("pandas", folder, screenings)
        tell_judging(screenings, sql, polars, pandas)
        asked = run_step("queries", folder, screenings)
    describe("Queries", "ms")
    for name in sorted(name for name in asked if name != "peak_megabytes"):
        describe(f"  {name}", f"{asked[name]:,.0f}")
    if is_linear:
        compare_sizes(sql, screenings)


def tell_judging(screenings: int, sql: dict, polars: dict, pandas: dict) -> None:
    """What judging took in each way, and how the ways compare."""
    describe(f"{screenings:,} screenings", "seconds", "processor")
    for label, took in (
        ("  facts, in SQL", sql["facts"]),
        ("  verdicts from facts, in SQL, stored", sql["verdicts"]),
        ("  verdicts from facts, in SQL, as a frame", sql["frame"]),
        ("  verdicts from tables, plain polars", polars),
        ("  verdicts from facts, plain pandas, stored", pandas["stored"]),
        ("  verdicts from facts, plain pandas, as a frame", pandas),
        ("  the same, facts already in memory", pandas["in_memory"]),
    ):
        describe(label, f"{took['seconds']:.2f}", f"{took['processor_seconds']:.2f}")
    tell_ratios(sql, polars, pandas)
    describe("Peak memory of judging in SQL", f"{sql['peak_megabytes']:,.0f} MB", "< 2,000")


def tell_ratios(sql: dict, polars: dict, pandas: dict) -> None:
    """Ratios on the clock, with what was aimed at, and whether all three agree."""
    describe("Ratios", "clock", "aim", "processor")
    for label, aim, slow, fast in (
        ("  SQL, facts and verdicts : polars", "<= 2", [sql["facts"], sql["verdicts"]], [polars]),
        ("  pandas : SQL, verdicts, both stored", ">= 4", [pandas["stored"]], [sql["verdicts"]]),
        ("  pandas : SQL, verdicts, both as frames", ">= 4", [pandas], [sql["frame"]]),
    ):
        clock, processor = (
            sum(part[unit] for part in slow) / sum(part[unit] for part in fast)
            for unit in ("seconds", "processor_seconds")
        )
        describe(label, f"{clock:.2f}", aim, f"{processor:.2f}")
    describe("Screenings judged differently", f"{polars['differ']:,} polars", f"{pandas['differ']:,} pandas")
    describe("Statuses", *(f"{count:,} {status}" for status, count in sorted(polars["statuses"].items())))


def compare_sizes(small: dict, screenings: int) -> None:
    """Judges ten times as many, once: what it costs against the small run, and what memory it takes."""
    with tempfile.TemporaryDirectory(prefix="mesems-bench-") as folder:
        run_step("prepare", folder, screenings * 10)
        large = run_step("sql", folder, screenings * 10)
    describe(f"{screenings * 10:,} screenings", "seconds", "processor")
    for part in ("facts", "verdicts"):
        describe(f"  {part}, in SQL", f"{large[part]['seconds']:.2f}", f"{large[part]['processor_seconds']:.2f}")
    describe(f"Ratios, {screenings * 10:,} : {screenings:,}", "clock", "aim", "processor")
    for part in ("facts", "verdicts"):
        clock, processor = (large[part][unit] / small[part][unit] for unit in ("seconds", "processor_seconds"))
        describe(f"  {part}", f"{clock:.1f}", "about 10", f"{processor:.1f}")
    describe(f"Peak memory at {screenings * 10:,}", f"{large['peak_megabytes']:,.0f} MB", "< 2,000")


def run_step(name: str, folder: str, screenings: int) -> dict:
    """Runs a step in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.steps", name, folder, str(screenings)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench step {name} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def describe(label: str, *values: str) -> None:
    """One line of the table."""
    sys.stdout.write(f"{label:<50}" + "".join(f"{value:>18}" for value in values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
