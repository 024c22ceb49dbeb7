"""The house, proven from the syntax trees: who imports whom, who may know what, and how long anything may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mesems_dash"
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = [ROOT / "dashboard.py", *MODULES]
ROOMS = (
    "access",
    "demo",
    "eligibility",
    "errors",
    "figures",
    "pages",
    "queries",
    "reports",
    "statistics",
    "store",
    "vocabulary",
    "words",
)

GROUND = {"vocabulary", "errors"}
MAY_IMPORT = {
    "errors": set(),
    "vocabulary": set(),
    "access": {"store"} | GROUND,
    "demo": GROUND,
    "eligibility": GROUND,
    "words": {"vocabulary"},
    "figures": {"words", "vocabulary"},
    "statistics": GROUND,
    "store": {"eligibility"} | GROUND,
    "queries": {"store", "eligibility"} | GROUND,
    "reports": {"queries", "store", "eligibility", "words", "statistics"} | GROUND,
    "pages": {"access", "reports", "queries", "store", "eligibility", "figures", "words", "statistics"} | GROUND,
    "__main__": {"reports", "queries", "store", "eligibility", "words", "demo"} | GROUND,
    "__init__": set(),
    "dashboard": {"pages"} | GROUND,
}
"""Which rooms a room may import, itself apart. Whatever is not here may not be imported."""

OUTSIDERS = {
    "streamlit": {"pages", "dashboard"},
    "duckdb": {"store", "queries"},
    "plotly": {"figures", "pages"},
    "click": {"__main__"},
    "scipy": {"statistics"},
}
"""Which rooms may import a package from outside that only some may know."""

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b|\b(?:rgb|hsl)a?\(")
LOCAL = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|opt)/")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|registry\.npm|deb\.debian|index-url", re.IGNORECASE)
OUTSIDE = re.compile(r"\.\./shared")
TEXT = {".py", ".sql", ".toml", ".md", ".txt", ".css", ".js", ".html", ".csv", ".json", ".yml", ".yaml", ""}


def room_of(path: Path) -> str:
    """The room a source file stands in: a folder or a module right under the package, or the entry."""
    return path.stem if path.parent == ROOT else path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imported_names(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, with its full dotted name."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute_name(path, node)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def absolute_name(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def imported_rooms(path: Path) -> set[str]:
    parts = (name.split(".") for name in imported_names(path))
    return {part[1] for part in parts if part[0] == "mesems_dash" and len(part) > 1 and part[1] in ROOMS}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file() and path != Path(__file__)]


def texts_of(paths: list[Path]) -> dict[str, str]:
    return {str(path.relative_to(ROOT)): text_of(path) for path in paths}


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def lines_matching(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts_of(paths).items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path):
    room = room_of(path)
    assert imported_rooms(path) - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_only_its_rooms_know_a_package_from_outside(outsider):
    importers = {
        room_of(path) for path in SOURCES if any(name.split(".")[0] == outsider for name in imported_names(path))
    }
    assert importers <= OUTSIDERS[outsider]


def test_only_the_store_opens_duckdb():
    """The queries' door knows DuckDB's errors, no more."""
    opening = {"connect", "execute", "query", "sql", "default_connection"}
    openers = {
        room_of(path)
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in opening and ast.unparse(node.value) == "duckdb"
    }
    assert openers <= {"store"}


FLOORS = ("state", "parts", "pages", "app")
"""The floors of `pages/`, the lowest first; "pages" are its files and folders with a `render`."""


def module_name(path: Path) -> str:
    """The dotted name of a module; a package is called as its folder."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {module_name(path): path for path in MODULES}


@cache
def imported_modules(path: Path) -> frozenset[str]:
    """The modules of the package that a file imports, wherever in it."""
    return frozenset(filter(None, (_longest_module(name) for name in imported_names(path)))) - {module_name(path)}


def _longest_module(name: str) -> str:
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name


def floor_of(name: str) -> str:
    part = name.split(".")[2]
    return part if part in FLOORS else "pages"


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) == "pages"], ids=module_name)
def test_a_page_stands_on_its_floor(path):
    """Nothing imports from a floor above, and no page imports another page."""
    if (name := module_name(path)) == "mesems_dash.pages":
        return
    floor = FLOORS.index(floor_of(name))
    met = [other for other in imported_modules(path) if other.startswith("mesems_dash.pages.")]
    assert [other for other in met if FLOORS.index(floor_of(other)) > floor] == []
    if floor_of(name) == "pages":
        assert {other.split(".")[2] for other in met if floor_of(other) == "pages"} <= {name.split(".")[2]}


def test_no_module_imports_itself_by_way_of_others():
    """Strongly connected components over all modules, imports inside functions included: none of two or more."""
    graph = {name: {*imported_modules(path)} for name, path in NAMES.items()}
    while leaves := [name for name, met in graph.items() if not met]:
        for name in leaves:
            del graph[name]
        for met in graph.values():
            met.difference_update(leaves)
    assert find_circles(graph) == []


def find_circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of two or more modules."""
    reach = {name: reached_from(name, graph) for name in graph}
    together = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph}
    return [list(circle) for circle in sorted(together) if len(circle) > 1]


def reached_from(name: str, graph: dict[str, set[str]]) -> set[str]:
    found, ahead = set(), [name]
    while ahead:
        if (here := ahead.pop()) not in found:
            found.add(here)
            ahead.extend(graph.get(here, ()))
    return found


def test_the_search_for_circles_finds_one():
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]


def test_the_direction_has_no_way_back():
    def reached(room):
        return MAY_IMPORT[room].union(*(reached(next_room) for next_room in MAY_IMPORT[room]))

    assert [room for room in MAY_IMPORT if room in reached(room)] == []


def test_eligibility_can_be_imported_alone():
    code = "import sys; from mesems_dash import eligibility; sys.stdout.write(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert {"streamlit", "plotly", "duckdb", "pandas"}.isdisjoint(loaded.stdout.split())


def test_scipy_is_loaded_by_nobody_who_only_looks():
    """The open face counts no sequences, so it never pays for statistics; neither does a start."""
    code = (
        "import sys; from mesems_dash.pages.app import navigation; from mesems_dash.statistics import blocks, split; "
        "sys.stdout.write(' '.join(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert "scipy" not in loaded.stdout.split()


BESIDE_CHARTS = {
    "mesems_dash.figures.accrual.forget_plan",  # what the frame is, before it is drawn
    "mesems_dash.figures.combinations.MOST_COLUMNS",  # how many the query may give
    "mesems_dash.figures.flow.draw_flow_file",  # the diagram as a file, under what the download says of it
    "mesems_dash.figures.sites.SITE_ORDERS",  # of the table of sites
    "mesems_dash.figures.sites.sort_sites",
    "mesems_dash.figures.timeline.tabulate_events",  # the record to read
    "mesems_dash.figures.timeline_lanes.choose_span",  # what the note below the choices says is outside
    "mesems_dash.figures.timeline_lanes.count_outside",
    "mesems_dash.figures.undecided.HELPED",  # which bar is marked
    "mesems_dash.figures.undecided.SETTLED",
    "mesems_dash.figures.undecided.frame_bar",
    "mesems_dash.words.findings.accrual.find_accrual",  # where there is no curve to draw yet
    "mesems_dash.words.findings.arms.find_arms",  # in the head, whichever view of the arms is open
    "mesems_dash.words.findings.exclusions.find_exclusions",  # in the head, of the selection that is narrowed by marks
}
"""What pages may take beside a chart, of its figure and its words."""
OF_A_CHART = re.compile(r"\.(?:find|describe|explain)_\w+$")


def test_pages_take_a_view_as_one_chart():
    """Of figures they know builders and the theme; of words none that a chart has brought with it."""
    brought = {
        name
        for path in MODULES
        if room_of(path) == "figures"
        for name in imported_names(path)
        if name.startswith("mesems_dash.words.") and OF_A_CHART.search(name)
    }
    brought |= {name.rpartition(".")[0] for name in brought if ".findings." in name}
    taken = {
        name
        for path in MODULES
        if room_of(path) == "pages"
        for name in imported_names(path)
        if name.startswith("mesems_dash.figures.") or name in brought
    }
    built = {name for name in taken if re.search(r"\.build_\w+_(?:chart|diagram)$", name)}
    kinds = {name for name in taken if re.search(r"\.(?:chart\.\w+|theme|Span)$", name)}
    assert taken - built - kinds == BESIDE_CHARTS
    assert built == {
        f"{module_name(path)}.{node.name}"
        for path in MODULES
        if room_of(path) == "figures"
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("build_")
    }


MARKUP = PACKAGE / "pages" / "state" / "markup.py"
START_PAGE = PACKAGE / "pages" / "app" / "server.py"
"""Puts our scripts and rules into Streamlit's start page; no value of the data is in it."""
TAG = re.compile(r"</?[a-z][a-z0-9]*[ />]")


def test_nobody_escapes_html_by_hand():
    by_hand = [path for path in SOURCES if imported_names(path) & {"html", "html.escape", "xml.sax.saxutils.escape"}]
    assert by_hand == []


def test_only_one_module_shows_html():
    """And none lets Markdown have HTML."""
    showing = {
        path
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr == "html")
        or (isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html")
    }
    assert showing == {MARKUP}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_markup_is_written_out_and_never_put_together(path):
    """`Markup(f"...")` would let a value through as it is; values go through `format`, `%` and `join`."""
    made = [f"line {call.lineno}: {ast.unparse(call)}" for call in calls_of_markup(path) if not is_written_out(call)]
    assert made == []


@cache
def calls_of_markup(path: Path) -> list[ast.Call]:
    if "Markup" not in text_of(path):
        return []
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func).split(".")[-1] == "Markup"]


def is_written_out(call: ast.Call) -> bool:
    return not call.keywords and len(call.args) == 1 and isinstance(call.args[0], ast.Constant)


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) == "pages" or path.stem in {"svg", "flow"}])
def test_no_tag_of_html_is_written_outside_of_markup(path):
    if path == START_PAGE:
        return
    within = {id(part) for call in calls_of_markup(path) for part in ast.walk(call)}
    silent = {id(node.value) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Expr)}  # docstrings
    tags = [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TAG.search(node.value)
        if id(node) not in within | silent
    ]
    assert tags == []


def test_no_text_says_a_word_twice_in_a_row():
    twice = re.compile(r"\b([A-Za-z]{2,})\s+\1\b")
    pages = [path for path in MODULES if room_of(path) in {"words", "pages", "figures", "reports", "queries"}]
    assert twice.search("the fewest fewest days")
    said = [
        f"{path.name}, line {node.lineno}: {found[0]}"
        for path in pages
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for found in [twice.search(node.value)]
        if found
    ]
    assert said == []


def test_words_hold_no_markup():
    tag = re.compile(r"</?[a-z]+[ >]|&[a-z]+;|\bhtml\b")
    assert lines_matching(tag, [path for path in MODULES if room_of(path) == "words"]) == []


def test_only_the_theme_holds_a_colour():
    paths = [path for path in PACKAGE.rglob("*") if path.suffix in TEXT - {""} and path.name != "theme.py"]
    assert lines_matching(COLOUR, [*paths, ROOT / "dashboard.py"]) == []


def test_the_entry_stays_small():
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) <= 40


def test_only_the_boundary_of_a_page_and_that_of_the_server_catch_everything():
    broad = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert sorted(broad) == ["mesems_dash/pages/app/middleware.py", "mesems_dash/pages/parts/layout.py"]


def catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(
        isinstance(node, ast.Name) and node.id in {"Exception", "BaseException"} for node in ast.walk(handler.type)
    )


def test_no_function_body_is_longer_than_sixty_lines():
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length} lines"
        for path in [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := body_length(node)) > 60
    ]
    assert too_long == []


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1


def test_every_source_file_says_what_it_is_for():
    silent = [path for path in [*SOURCES, *(ROOT / "tests").rglob("*.py")] if not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_tests_are_no_package():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_no_tracked_file_names_a_place_on_one_machine_or_a_registry():
    paths = tracked_files()
    assert lines_matching(LOCAL, paths) == []
    assert lines_matching(REGISTRY, paths) == []


def test_nothing_needs_what_lies_outside_the_repository():
    paths = [path for path in tracked_files() if path.suffix != ".md"]
    assert lines_matching(OUTSIDE, paths) == []
