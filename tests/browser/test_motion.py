"""Parts of a page unfold at once for whoever asked the system for less motion, and only for them."""

from __future__ import annotations

from importlib.resources import files
from math import inf

import pytest

MOVE = """async iterations => {
    const part = document.body.appendChild(document.createElement("p"))
    const motion = part.animate({ height: ["0px", "40px"] }, { duration: 60_000, iterations })
    let isTold = false
    motion.addEventListener("finish", () => { isTold = true })  // as Streamlit does, after it began
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 100)))  // told with a frame
    return [motion.playState, isTold]
}"""


@pytest.fixture
def move(browser):
    """How a motion of a minute is after a tenth of a second, and whether its end was told."""
    pages = []

    def begin(wish, iterations=1):
        pages.append(browser.new_page(reduced_motion=wish))
        pages[-1].add_script_tag(content=files("mesems_dash.pages").joinpath("static", "still.js").read_text())
        return pages[-1].evaluate(MOVE, iterations)

    yield begin
    for page in pages:
        page.close()


def test_a_motion_is_over_at_once_and_says_so(move):
    assert move("reduce") == ["finished", True]


def test_a_motion_goes_on_where_nobody_asked_for_less(move):
    assert move("no-preference") == ["running", False]


def test_what_moves_while_something_is_awaited_goes_on(move):
    assert move("reduce", inf) == ["running", False]


def test_a_part_of_a_page_unfolds_at_once(reader):
    page = reader.turn_to().page
    part = page.locator("details:not([open])").first.element_handle()
    part.query_selector("summary").click()
    page.wait_for_function("part => part.open", arg=part, timeout=5_000)
    assert part.evaluate("part => part.getAnimations().length") == 0
