"""The command line: `python -m mesems_dash COMMAND`. What a page shows and does, without a browser.

Exit codes: 0 done (rejects included; they are reported), 1 refused under --strict, 2 wrong use or unusable bundle,
130 interrupted. Errors are one line on standard error.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from mesems_dash import __version__
from mesems_dash.errors import MesemsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.store.connection import Cut
    from mesems_dash.store.cuts import CutInfo

__all__ = ["main"]

INTERRUPTED: Final = 130
DEFAULT_STORE: Final = Path(__file__).resolve().parents[1] / "data" / "store"
BAR_WIDTH: Final = 30
QUIET_SECONDS: Final = 5.0
IMPORT_SHARE: Final = 0.5
"""How much of the work of `evaluate` is reading the bundle."""


class DayType(click.ParamType[date]):
    """A full date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401  # click's signature
        from mesems_dash.queries.selection import parse_day

        try:
            return parse_day(value)
        except ValueError:
            self.fail(f'"{value}" is not a date; expected YYYY-MM-DD', param, ctx)


FOLDER: Final = click.Path(path_type=Path)
STORE_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
STORE: Final = click.option(
    "--store",
    type=STORE_FOLDER,
    envvar="MESEMS_STORE",
    default=DEFAULT_STORE,
    help="Folder of data cuts; default data/store.",
)
CLOSED_STORE: Final = click.option(
    "--closed-store", type=STORE_FOLDER, envvar="MESEMS_CLOSED_STORE", help="Folder of closed data cuts."
)
RULE_SET: Final = click.option("--ruleset", "ruleset", help="Assess every site against this rule set.")
JSON_OR_CSV: Final = click.Choice(["json", "csv"])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mesems_dash")
def commands() -> None:
    """Recruitment of the MESEMS trial: import bundles, list data cuts, assess screenings, get numbers.

    Example: python -m mesems_dash import my-bundle --as-of 2018-06-30
    """


@commands.command("import")
@click.argument("bundle", type=FOLDER)
@STORE
@click.option("--as-of", type=DayType(), help="Date of the data cut: what is known up to this day; default today.")
@click.option("--strict", is_flag=True, help="Refuse the bundle if any row is rejected.")
@click.option("--closed", "closed_bundle", type=FOLDER, help="The closed bundle that goes with BUNDLE.")
@CLOSED_STORE
def import_command(  # noqa: PLR0917  # click hands over every option by name
    bundle: Path,
    store: Path,
    as_of: date | None,
    strict: bool,  # noqa: FBT001  # click hands over a flag
    closed_bundle: Path | None,
    closed_store: Path | None,
) -> None:
    """Make a new data cut from BUNDLE, a folder of CSV files.

    Example: python -m mesems_dash import my-bundle --as-of 2018-06-30
    """
    from mesems_dash.reports.import_summary import summarise_closed_import, summarise_import
    from mesems_dash.store.cuts import read_cut_info
    from mesems_dash.store.importer import import_bundle

    if closed_bundle is not None and closed_store is None:
        raise UsageError("--closed needs --closed-store (or the environment variable MESEMS_CLOSED_STORE)")
    with _show_progress() as progress:
        info = import_bundle(
            bundle,
            store,
            as_of=as_of,
            strict=strict,
            closed_bundle=closed_bundle,
            closed_store=closed_store if closed_bundle is not None else None,
            progress=progress,
        )
    click.echo(summarise_import(info))
    if closed_bundle is not None and closed_store is not None:
        click.echo(summarise_closed_import(read_cut_info(closed_store / info.path.name)))


@commands.command("cuts")
@STORE
@click.option("--format", "layout", type=click.Choice(["table", "json"]), default="table", help="Default: a table.")
@click.option(
    "--withdraw", "withdrawn_id", metavar="ID", help="Withdraw this cut: delete its file and show the reason instead."
)
@click.option("--reason", help="Why the cut is withdrawn; stays in the store.")
@CLOSED_STORE
def cuts_command(
    store: Path, layout: str, withdrawn_id: str | None, reason: str | None, closed_store: Path | None
) -> None:
    """List the data cuts of a store, newest first, and those that were withdrawn.

    Example: python -m mesems_dash cuts --format json
    """
    from mesems_dash.reports.printed import write_cuts, write_manifests
    from mesems_dash.store.cuts import list_cuts, list_unreadable, list_withdrawn

    if (withdrawn_id is None) != (reason is None):
        raise UsageError("--withdraw and --reason go together: give both or neither")
    if withdrawn_id is not None and reason is not None:
        _withdraw(store, withdrawn_id, reason, closed_store)
        return
    infos, withdrawn = list_cuts(store), list_withdrawn(store)
    for path in list_unreadable(store):
        click.echo(f"Warning: {path.name} is not a complete data cut, so it is not listed", err=True)
    if layout == "json":
        click.echo(write_manifests(infos, withdrawn))
    else:
        click.echo(write_cuts(infos, withdrawn) if infos or withdrawn else f"No data cut in {store}.")


def _withdraw(store: Path, cut_id: str, reason: str, closed_store: Path | None) -> None:
    from mesems_dash.store.withdrawal import withdraw_cut

    done = withdraw_cut(store, cut_id, reason, closed_store)
    click.echo(f"Cut {cut_id} is withdrawn: {done.line.reason}")
    if done.is_closed_gone:
        click.echo("Its closed cut is removed too.")
    elif closed_store is None:
        click.echo("A closed cut with the same id is no longer shown. To remove it, run again with --closed-store.")


@commands.command("erase")
@click.argument("subject")
@STORE
@click.option("--reason", required=True, help="Why; stays in every cut and must not name the person.")
@CLOSED_STORE
def erase_command(subject: str, store: Path, reason: str, closed_store: Path | None) -> None:
    """Remove SUBJECT, a person who withdrew consent, from every data cut; all other numbers stay the same.

    Example: python -m mesems_dash erase GEN-0001 --reason "consent withdrawn" --closed-store closed
    """
    from mesems_dash.store.erasing import erase_person

    with _show_progress() as progress:
        erased = erase_person(subject, store, reason=reason, closed_store=closed_store, progress=progress)
    closed = "" if closed_store is None else f" and {len(erased.closed_cuts):,} closed"
    click.echo(f"1 person erased from {len(erased.cuts):,} open{closed} cuts.")
    if closed_store is None:
        click.echo("If there is a closed store, run again with --closed-store as the user who owns it.")
    click.echo(
        "Remove them from the bundles and from every backup too: importing a bundle that contains them "
        "brings them back."
    )


@commands.command("evaluate")
@click.argument("bundle", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="The CSV file to write.")
@click.option("--ruleset", help="Name or TOML file of a rule set for every site; default: each site's own.")
def evaluate_command(bundle: Path, out: Path, ruleset: str | None) -> None:
    """Assess every screening in BUNDLE against every criterion and write one row for each.

    Example: python -m mesems_dash evaluate my-bundle --out results.csv --ruleset published_2021
    """
    from mesems_dash.reports.evaluation import require_writable, write_evaluation

    override = _load_override(ruleset)
    require_writable(out)
    with _show_progress() as progress, _open_temporarily(bundle, _take_part(progress, 0, IMPORT_SHARE)) as cut:
        rows = write_evaluation(cut, out, override, progress=_take_part(progress, IMPORT_SHARE, 1))
    click.echo(f"{rows:,} rows in {out}")


@commands.command("explain")
@click.argument("bundle", type=FOLDER)
@click.argument("subject")
@click.argument("screening_no", type=click.IntRange(min=1), required=False)
@click.option("--ruleset", help="Name or TOML file of a rule set; default: the site's own.")
def explain_command(bundle: Path, subject: str, screening_no: int | None, ruleset: str | None) -> None:
    """Explain how each criterion is assessed for one SUBJECT in BUNDLE; without SCREENING_NO, for every screening.

    Example: python -m mesems_dash explain my-bundle P-003 2
    """
    from mesems_dash.reports.explanation import explain_screening

    override = _load_override(ruleset)
    with _show_progress() as progress, _open_temporarily(bundle, progress) as cut:
        text = explain_screening(cut, subject, screening_no, override)
    click.echo(text)


@commands.command("query")
@click.argument("name")
@STORE
@click.option("--cut", "cut_id", help="Id or date of the data cut; default: the current one.")
@RULE_SET
@CLOSED_STORE
@click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE", help="Repeat a key for OR; use another key for AND."
)
@click.option("--format", "layout", type=JSON_OR_CSV, default="json", help="Default: json.")
def query_command(  # noqa: PLR0917  # click hands over every option by name
    name: str,
    store: Path,
    cut_id: str | None,
    ruleset: str | None,
    closed_store: Path | None,
    conditions: tuple[str, ...],
    layout: str,
) -> None:
    """Print what a page shows: funnel, exclusions, accrual, crossover or sites.

    Example: python -m mesems_dash query funnel --where subtype=RRMS --where site=IT1 --format csv
    """
    from mesems_dash.queries.named import run_named
    from mesems_dash.queries.selection import parse_conditions
    from mesems_dash.reports.counted import refuse_small_counts
    from mesems_dash.reports.printed import write_answer, write_csv
    from mesems_dash.store.connection import open_cut
    from mesems_dash.store.cuts import find_closed_cut, find_cut

    refuse_small_counts(name)
    rule_set = None if ruleset is None else ruleset.lower()
    where = [_split_condition(text) for text in conditions]
    selection = parse_conditions(where, rule_set=rule_set)
    info = find_cut(store, cut_id)
    if cut_id is None:
        _warn_of_newer(info)
    closed = find_closed_cut(closed_store, info).path if closed_store and name == "crossover" else None
    cut = open_cut(info.path, closed)
    try:
        frame = run_named(name, cut, selection)
    finally:
        cut.close()
    click.echo(write_csv(frame) if layout == "csv" else write_answer(frame, cut=info, rule_set=rule_set, where=where))


@commands.command("demo")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--as-of", type=DayType(), help="Date of the export; default 2018-06-30.")
@click.option(
    "--screenings", type=click.IntRange(min=0), help="Number of screenings; default: as many as the trial had."
)
@click.option("--seed", type=int, default=1, help="Seed: another number makes another trial; default 1.")
def demo_command(folder: Path, as_of: date | None, screenings: int | None, seed: int) -> None:
    """Write synthetic bundles to DIR/open and DIR/closed.

    Example: python -m mesems_dash demo my-demo --screenings 10000 --seed 7
    """
    from mesems_dash.demo.generate import AS_OF, write_demo

    with _show_progress() as progress:
        summary = write_demo(folder, as_of=as_of or AS_OF, screenings=screenings, seed=seed, progress=progress)
    click.echo(
        f"{folder / 'open'} and {folder / 'closed'}: {summary.subjects:,} people, {summary.screenings:,} screenings, "
        f"{summary.randomised:,} randomised at {summary.sites} sites as of {summary.as_of} (synthetic)"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; every error is one line on standard error."""
    try:
        commands.main(arguments, prog_name="python -m mesems_dash", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _fail(error.format_message(), 2)
    except MesemsError as error:
        return _fail(error.message, error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", INTERRUPTED)
    except OSError as error:
        return _fail(f"{error.filename or 'the system'}: {error.strerror}", 2)
    return 0


def _fail(message: str, exit_code: int) -> int:
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    return exit_code


# ---------------------------------------------------------------- bundles and conditions


@contextmanager
def _open_temporarily(bundle: Path, progress: Callable[[str, float], None]) -> Iterator[Cut]:
    """Import a bundle into a cut of its own that is gone afterwards."""
    from mesems_dash.store.connection import open_cut
    from mesems_dash.store.importer import import_bundle

    with tempfile.TemporaryDirectory(prefix="mesems-") as folder:
        info = import_bundle(bundle, Path(folder), progress=progress)
        if info.rejects:
            click.echo(f"Warning: rows rejected: {info.rejects:,}; `import` lists them with reasons", err=True)
        cut = open_cut(info.path)
        try:
            yield cut
        finally:
            cut.close()


def _load_override(ruleset: str | None) -> RuleSet | None:
    """Load the rule set that --ruleset names before the work begins."""
    from mesems_dash.eligibility import load_rule_set

    return None if ruleset is None else load_rule_set(ruleset)


def _warn_of_newer(info: CutInfo) -> None:
    """Say which newer files were passed over because they cannot be read."""
    from mesems_dash.store.cuts import list_cut_ids

    for cut_id in list_cut_ids(info.path.parent):
        if cut_id == info.cut_id:
            return
        click.echo(f"Warning: {cut_id} is not a complete data cut; {info.cut_id} is used instead", err=True)


def _split_condition(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f'--where is "{text}"; expected KEY=VALUE')
    return key.strip(), value


# ---------------------------------------------------------------- progress


@contextmanager
def _show_progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal, else a line now and then and one at the end, on standard error."""
    if not sys.stderr.isatty():
        with _report_progress() as on_progress:
            yield on_progress
        return
    try:
        yield _draw_bar
    finally:
        click.echo("\r\033[K", err=True, nl=False)


def _draw_bar(text: str, share: float) -> None:
    filled = round(BAR_WIDTH * share)
    click.echo(f"\r\033[K[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {share:4.0%}  {text}", err=True, nl=False)


@contextmanager
def _report_progress() -> Iterator[Callable[[str, float], None]]:
    """Print nothing for quick work; what has printed a line also prints that it is done."""
    printed_at = [time.monotonic()]

    def on_progress(text: str, share: float) -> None:
        if share < 1 and time.monotonic() - printed_at[-1] >= QUIET_SECONDS:
            printed_at.append(time.monotonic())
            click.echo(f"{share:4.0%}  {text}", err=True)

    yield on_progress
    if len(printed_at) > 1:
        click.echo("100%  done", err=True)


def _take_part(progress: Callable[[str, float], None], first: float, last: float) -> Callable[[str, float], None]:
    """Let one step of several report how far it is, from `first` to `last` of the whole; its end is not yet the end."""

    def on_progress(text: str, share: float) -> None:
        if share < 1:
            progress(text, first + (last - first) * share)

    return on_progress


if __name__ == "__main__":
    sys.exit(main())
