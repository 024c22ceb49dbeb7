"""Every part of Streamlit, Plotly and the browser that we lean on and nobody promises: named here, and still there.

Run this first after a new version of a package. A claim that fails says what breaks and which of our files use the
part; CONTRIBUTING.md, section *Upgrading*, says what to do. A scan of our sources fails for a part that is used and not
named here. Claims are read from the packages; those about a drawn chart share one page of the app.
"""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from importlib import import_module
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "mesems_dash" / "pages"
PRODUCT = [ROOT / "dashboard.py", *sorted((ROOT / "mesems_dash").rglob("*.py"))]
HELPERS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if not path.name.startswith("test_")]
SCRIPTS = sorted((PAGES / "static").glob("*.js"))
SHEETS = sorted((PAGES / "static").glob("*.css"))
JAVASCRIPT = Path(str(files("streamlit"))) / "static" / "static" / "js"
TESTS_ONLY = "Helpers of our tests stop."
TYPES_ONLY = "mypy stops."


@cache
def text_of(path: Path) -> str:
    """A source; a script without its comments, which may name what is no longer used."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"(?<![:\"'])//.*", "", text) if path.suffix == ".js" else text


def scan(pattern: str, paths: list[Path]) -> dict[str, set[str]]:
    """What a pattern finds, each with the files that have it."""
    return gather(paths, lambda path: re.findall(pattern, text_of(path)))


def gather(paths, list_names) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in paths:
        for name in list_names(path):
            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def require(is_there: bool, name: str, breaks: str, used: dict[str, set[str]]) -> None:
    """Fails with what breaks and where it is used."""
    if not is_there:
        where = ", ".join(sorted(used.get(name, ())))
        pytest.fail(f"{name} is not there as we use it. {breaks} Used in {where}.", pytrace=False)


# ---------------------------------------------------------------- Streamlit in Python
def names_of(path: Path) -> set[str]:
    """What a file imports from inside Streamlit or patches there, and what of `st` is no call for a page."""
    names = set(re.findall(r"\bst\.(?:App|components(?:\.\w+)+)\b", text_of(path)))
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.ImportFrom) and re.match(r"streamlit\b", node.module or ""):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.startswith("streamlit.")}
        elif isinstance(node, ast.Constant) and re.fullmatch(r"streamlit(\.\w+)+", str(node.value)):
            names.add(node.value)
    return names - {"streamlit.testing.v1.AppTest"}  # which is documented


def find(name: str) -> object:
    """What stands under a dotted name."""
    if name.startswith("st."):
        return attrgetter(name.removeprefix("st."))(st)
    module, _, last = name.rpartition(".")
    return getattr(import_module(module), last)


def takes(*parameters: str):
    return lambda function: set(parameters) <= set(inspect.signature(function).parameters)


def has_fields(*paths: str):
    """Whether a message has these fields, each below the one before."""

    def find_field(descriptor, path: str) -> bool:
        first, _, rest = path.partition(".")
        field = descriptor.fields_by_name.get(first) if descriptor else None
        return field is not None and (not rest or find_field(field.message_type, rest))

    return lambda message: all(find_field(message.DESCRIPTOR, path) for path in paths)


def is_counting_uploads(runtime) -> bool:
    return callable(runtime.get_instance) and callable(runtime.exists) and hasattr(runtime.Runtime, "uploaded_file_mgr")


def signs_alike(_) -> bool:
    inside = import_module("streamlit.web.server.starlette.starlette_app_utils")
    return inside.decode_signed_value("secret", "name", inside.create_signed_value("secret", "name", "it")) == b"it"


CONTEXT = {"is_history_navigation", "fragment_ids_this_run"}
NOBODY_KNOWN = "Nobody who signed in is known, and all their requests are refused."
IN_PYTHON = {
    "st.App": (takes("routes", "middleware", "lifespan"), "The app does not start, or starts without its guards."),
    "st.components.v2.component": (takes("name", "html", "js", "isolate_styles"), "No chart, table or filter shows."),
    "streamlit.config": (
        lambda module: (
            module.get_option("server.maxUploadSize") and module.get_option("server.baseUrlPath") is not None
        ),
        "Paths and the limit for uploads are wrong.",
    ),
    "streamlit.runtime": (is_counting_uploads, "Uploads that are held are not counted."),
    "streamlit.runtime.stats.CacheStat": (takes("byte_length"), "Uploads that are held are not counted."),
    "streamlit.runtime.scriptrunner.get_script_run_ctx": (
        lambda _: takes(*CONTEXT)(ScriptRunContext) or set(dir(ScriptRunContext)) >= CONTEXT,
        "Back and Forward change nothing, and a part of a page follows the address.",
    ),
    "streamlit.proto.ForwardMsg_pb2.ForwardMsg": (
        has_fields("new_session", "script_finished", "backend_operation_response.deferred_file.url"),
        "No download is found: its page is told Streamlit's own address. Helpers of our tests stop.",
    ),
    "streamlit.auth_util.get_cookie_with_chunks": (callable, NOBODY_KNOWN),
    "streamlit.auth_util.encode_provider_token": (callable, "Nobody can sign in."),
    "streamlit.web.server.server_util.get_cookie_secret": (callable, NOBODY_KNOWN),
    "streamlit.web.server.starlette.starlette_app_utils.decode_signed_value": (signs_alike, NOBODY_KNOWN),
    "streamlit.web.server.starlette.starlette_server_config.USER_COOKIE_NAME": (str.isidentifier, NOBODY_KNOWN),
    "streamlit.components.v2.types.ComponentRenderer": (callable, TYPES_ONLY),
    "streamlit.delta_generator.DeltaGenerator": (callable, TYPES_ONLY),
    "streamlit.runtime.uploaded_file_manager.UploadedFile": (callable, TYPES_ONLY),
    "streamlit.proto.BackMsg_pb2.BackMsg": (has_fields("rerun_script"), TESTS_ONLY),
    "streamlit.auth_util.set_cookie_with_chunks": (callable, TESTS_ONLY),
    "streamlit.web.server.starlette.starlette_app_utils.create_signed_value": (signs_alike, TESTS_ONLY),
    "streamlit.components.v2.manifest_scanner.scan_component_manifests": (callable, TESTS_ONLY),
}


@cache
def find_python_used() -> dict[str, set[str]]:
    return gather([path for path in (*PRODUCT, *HELPERS) if "streamlit" in text_of(path)], names_of)


@pytest.mark.parametrize("name", IN_PYTHON)
def test_streamlit_has_it_in_python(name):
    holds, breaks = IN_PYTHON[name]
    try:
        is_there = bool(holds(find(name)))
    except (AttributeError, ImportError, TypeError):
        is_there = False
    require(is_there, name, breaks, find_python_used())


# ---------------------------------------------------------------- Streamlit's addresses
ADDRESSES = {
    "_stcore/health": "A watcher cannot ask whether the app is up.",
    "_stcore/host-config": "The page for signing in shows errors.",
    "_stcore/upload_file/": "Uploads have no limits.",
    "auth/login": "Nobody can sign in.",
    "auth/logout": "Nobody can sign out.",
    "oauth2callback": "Nobody can sign in.",
    "media/": "A file is given to everybody who has its address.",
    "/media/": "A cache may keep a file with data.",
    "/_stcore/": "A cache may keep what belongs to one session.",
    "static/": "The page for signing in has no scripts.",
    "manifest.json": "The page for signing in shows an error.",
}
GUARDS = [PAGES / "app" / f"{name}.py" for name in ("doorkeeper", "middleware", "file_addresses", "sign_in")]
ADDRESSES_USED = scan(r"""["'](/?(?:_stcore/|auth/|oauth2|media/|static/|manifest)[\w./-]*)["']""", GUARDS)


@cache
def list_addresses() -> str:
    routes = [getattr(route, "path", "") for route in create_streamlit_routes(MagicMock())]
    return "\n".join([*routes, *(f"/{part.name}/" for part in files("streamlit").joinpath("static").iterdir())])


@pytest.mark.parametrize("name", ADDRESSES)
def test_streamlit_serves_what_the_guards_know_by_its_address(name):
    require(f"/{name.strip('/')}" in list_addresses(), name, ADDRESSES[name], ADDRESSES_USED)


# ---------------------------------------------------------------- Streamlit's page and scripts
IN_START_PAGE = {
    "<title>Streamlit</title>": "The start page has Streamlit's title and none of our scripts.",
    "</body>": "The start page has no style rules.",
}
START_PAGE_USED = scan(r'\.replace\("(<[^"]+)"', [PAGES / "app" / "server.py"])
TEST_IDS = {
    "stButtonGroup": "The chosen one of several buttons is too faint on a dark page.",
    "stExpandSidebarButton": "The button for the filters has no name.",
    "stMain": "A page does not begin at its top.",
    "stMainBlockContainer": "Pages have other margins.",
    "stMultiSelectTagsContainer": "A box with a choice grows when it has the focus.",
    "stPageLink": "Links in tiles are too large.",
    "stSidebar": "The navigation covers the button for the filters.",
    "stSidebarHeader": "The app's name covers the button that closes the panel.",
    **dict.fromkeys(("stApp", "stPopoverBody", "stSkeleton", "stSpinner"), TESTS_ONLY),
}
TEST_IDS_USED = scan(r"""(?:data-testid=\\?["']?|get_by_test_id\(")(\w+)""", [*SHEETS, *SCRIPTS, *HELPERS])
ATTRIBUTES = {
    "data-collapsed": "The navigation covers the button for the filters.",
    "data-tag": "A long choice in a box is cut off.",
    "data-stale": TESTS_ONLY,
}
OURS = "row|id|testid"
ATTRIBUTES_USED = scan(rf"\[(data-(?!(?:{OURS})\b)[a-z-]+)", [*SHEETS, *SCRIPTS, *HELPERS])
GLOBALS = {
    "window.WebSocket": ("new WebSocket(", "The end of a login goes unnoticed."),
    "window.__streamlit": (
        "BACKEND_BASE_URL",
        "The browser guesses the server's address: failed requests on most pages.",
    ),
    "Element.prototype.animate": (".animate(", "Parts of a page move for people who asked for less motion."),
}
GLOBALS_USED = scan(r"\b(window\.(?!mesems|Plotly)\w+|\w+\.prototype\.\w+)", SCRIPTS)
WORDS = dict.fromkeys(
    (
        "Connection error",
        "Is Streamlit still running?",
        "Streamlit server is not responding.",
        "Connection timed out.",
        "Cannot connect to Streamlit",
        "streamlit run yourscript.py",
    ),
    "A reader is told how to start Streamlit.",
)
ANSWER = PAGES / "static" / "answer.js"
WORDS_USED = scan(r'\n  \["([^"]+)", "', [ANSWER]) | scan(r'data\.includes\("([^"]+)"\)', [ANSWER])


@cache
def read_streamlits_scripts() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in JAVASCRIPT.glob("*.js"))


@pytest.mark.parametrize("name", IN_START_PAGE)
def test_the_start_page_has_once_what_is_replaced_in_it(name):
    page = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    require(page.count(name) == 1, name, IN_START_PAGE[name], START_PAGE_USED)


@pytest.mark.parametrize("name", [*TEST_IDS, *ATTRIBUTES])
def test_streamlit_marks_its_elements_so(name):
    is_there = any(f"{quote}{name}{quote}" in read_streamlits_scripts() for quote in "\"'`")
    require(is_there, name, {**TEST_IDS, **ATTRIBUTES}[name], TEST_IDS_USED | ATTRIBUTES_USED)


@pytest.mark.parametrize("name", GLOBALS)
def test_streamlit_uses_what_is_replaced_in_the_browser(name):
    wanted, breaks = GLOBALS[name]
    require(wanted in read_streamlits_scripts(), name, breaks, GLOBALS_USED)


@pytest.mark.parametrize("words", WORDS)
def test_streamlit_says_the_words_that_are_replaced(words):
    (index,) = [
        text for text in map(Path.read_text, JAVASCRIPT.glob("index.*.js")) if "connected to the internet?" in text
    ]
    require(words in index, words, WORDS[words], WORDS_USED)


# ---------------------------------------------------------------- Plotly, and what a page of the app has
LABELS = "Plotly writes the labels, and a click takes longer."
MARKS = "Marks of a chart cannot be reached by keyboard."
FRAMES = "The chosen mark of a chart has no frame."
NO_CHART = "No chart is drawn: its text stands in its place."
IN_PLOTLY = {
    "_fullLayout": ("layout.xaxis.fixedrange === true", LABELS),
    "_toppaper": ("layout._toppaper.node().parentNode.contains(gd.querySelector('.hoverlayer'))", LABELS),
    "_size": ("['l', 't', 'w', 'h'].every(side => layout._size[side] >= 0)", LABELS),
    "_offset": ("layout.xaxis._offset > 0", LABELS),
    "c2p": ("layout.xaxis.c2p(2) > layout.xaxis.c2p(1)", LABELS),
    "d2p": ("layout.yaxis.d2p('b') !== layout.yaxis.d2p('a')", LABELS),
    "calcdata": ("['s1', 'p0', 'p1'].every(part => Number.isFinite(gd.calcdata[0][0][part]))", LABELS),
    "_fullData": ("gd._fullData[0].visible === true && gd._fullData[1].index === 1", MARKS),
    "_input": ("gd._fullData[0]._input.name === 'Bars'", MARKS),
    "__data__": ("bar.__data__.i === 1 && dot.__data__.i === 1", FRAMES),
    ".point": ("bar && dot", FRAMES),
    ".trace": ("[bar, dot].every((mark, i) => mark.closest('.trace').__data__[0].trace.index === i)", FRAMES),
    ".sankey-node": ("gd.querySelector('.sankey-node').__data__.node.pointNumber === 0", FRAMES),
    ".sankey-link": ("gd.querySelector('.sankey-link').__data__.link.pointNumber === 0", FRAMES),
    "Plotly.react": ("Plotly.react.call", NO_CHART),
    "Plotly.purge": ("Plotly.purge.call", "Charts that are gone keep their memory."),
    "Plotly.Plots.resize": ("Plotly.Plots.resize.call", "Charts keep their width when the window changes."),
    "Plotly.version": ("Plotly.version", LABELS),
}
CLASSES_USED = gather(
    SCRIPTS,
    lambda path: [
        name
        for selector in re.findall(r"""["'`](\.[a-z][^"'`]*)["'`]""", text_of(path))
        for name in re.findall(r"\.(?!mesems|st-key)[a-z][\w-]*", selector)
    ],
)
PLOTLY_USED = (
    scan(r"(?<![\w$])((?!__streamlit)_\w+|calcdata|[a-z]2[a-z])\b", SCRIPTS)
    | scan(r"\b(Plotly\.(?:Plots\.)?\w+)", SCRIPTS)
    | CLASSES_USED
)
IN_APP = {
    **dict.fromkeys(
        (
            "--st-primary-color",
            "--st-text-color",
            "--st-background-color",
            "--st-secondary-background-color",
            "--st-font",
        ),
        "Charts do not turn dark, and focus and filters have no colour.",
    ),
    "st-key-": "No part of a page has its layout.",
}
IN_APP_USED = scan(r"var\((--st-[\w-]+)\)", [*SHEETS, *SCRIPTS]) | scan(r"\.(st-key-)", [*SHEETS, *SCRIPTS])
LOOK = """async (claims) => {
    const gd = document.createElement('div')
    gd.style.cssText = 'width: 600px; height: 300px'
    document.querySelector('.mesems-chart').append(gd)
    const bars = { type: 'bar', name: 'Bars', orientation: 'h', x: [1, 2], y: ['a', 'b'] }
    const line = { mode: 'markers', x: [1, 2], y: ['a', 'b'] }
    const flow = {
        type: 'sankey', domain: { x: [0.6, 1] }, node: { label: ['A', 'B'] },
        link: { source: [0], target: [1], value: [1] },
    }
    const wanted = { xaxis: { fixedrange: true, domain: [0, 0.5] }, showlegend: false }
    await Plotly.react(gd, [bars, line, flow], wanted)
    const layout = gd._fullLayout
    const [bar, dot] = ['.bars', '.scatter'].map(kind => gd.querySelectorAll(`${kind} .point`)[1])
    const styles = getComputedStyle(gd)
    const found = {}
    for (const [name, claim] of Object.entries(claims)) {
        try {
            found[name] = Boolean(eval(claim))
        } catch {
            found[name] = false
        }
    }
    gd.remove()
    return found
}"""


@pytest.fixture(scope="module")
def found(screens, app):
    """What a page of the app says of every claim about it and about a chart on it."""
    screen = screens.take(app)
    screen.open("funnel")
    variables = {name: f"styles.getPropertyValue('{name}').trim()" for name in IN_APP if name.startswith("--")}
    keys = {"st-key-": "document.querySelector('.st-key-mesems-nav')"}
    answers = screen.page.evaluate(LOOK, {name: claim for name, (claim, _) in IN_PLOTLY.items()} | variables | keys)
    screens.give_back(screen)
    return answers


@pytest.mark.parametrize("name", IN_PLOTLY)
def test_a_chart_has_it(found, name):
    require(found[name], name, IN_PLOTLY[name][1], PLOTLY_USED)


@pytest.mark.parametrize("name", IN_APP)
def test_a_page_has_it(found, name):
    require(found[name], name, IN_APP[name], IN_APP_USED)


def test_labels_are_written_with_the_plotly_that_is_installed():
    """Where this fails, look at a chart with labels, run test_chart_door.py, and then raise TESTED_PLOTLY."""
    (tested,) = scan(r'TESTED_PLOTLY = "([\d.]+)"', [PAGES / "static" / "labels.js"])
    script = files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")
    assert re.search(r"plotly\.js v([\d.]+)", script)[1] == tested


# ---------------------------------------------------------------- nothing else
SCANS = {
    "Streamlit in Python": (IN_PYTHON, find_python_used),
    "addresses": (ADDRESSES, ADDRESSES_USED),
    "start page": (IN_START_PAGE, START_PAGE_USED),
    "test ids": (TEST_IDS, TEST_IDS_USED),
    "attributes": (ATTRIBUTES, ATTRIBUTES_USED),
    "globals": (GLOBALS, GLOBALS_USED),
    "words": (WORDS, WORDS_USED),
    "Plotly": (IN_PLOTLY, PLOTLY_USED),
    "page": (IN_APP, IN_APP_USED),
}


@pytest.mark.parametrize("kind", SCANS)
def test_every_private_part_that_is_used_is_named_above_and_no_other(kind):
    named, used = SCANS[kind]
    used = used() if callable(used) else used
    unnamed = {name: sorted(used[name]) for name in used.keys() - named.keys()}
    assert unnamed == {}, "name it here, with what breaks without it"
    assert sorted(named.keys() - used.keys()) == [], "nothing uses it any more"


def test_no_private_attribute_of_another_object_is_used():
    foreign = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"
        for path in PRODUCT
        if re.search(r"(?<!self)(?<!cls)\._[a-z]", text_of(path))
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Attribute)
        and re.match(r"_[a-z]", node.attr)
        and ast.unparse(node.value) not in {"self", "cls"}
    ]
    assert [line for line in foreign if not line.endswith("._replace")] == []  # named tuples promise it
