"""The chart door in a real browser: one element for good, zoom kept, marks chosen by mouse and by keyboard."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.browser.app import run_app
from tests.browser.chart_door import draw_labelled

PLOT = "document.querySelectorAll('.js-plotly-plot')"


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    with run_app(tmp_path_factory.mktemp("toy") / "store", script="tests/browser/chart_door.py") as running:
        yield running


@pytest.fixture(scope="module")
def loaded(screens, toy):
    screen = screens.take(toy).open()
    screen.page.wait_for_function("document.querySelectorAll('.mesems-chart[data-drawn]').length === 5")
    yield screen
    screens.give_back(screen)


@pytest.fixture
def charts(loaded):
    """The page of charts, loaded once: tests leave nothing chosen and nothing zoomed where others look."""
    yield loaded
    loaded.watch.check()


def wait_until_said(screen, what):
    """Waits until the page says what was chosen in a chart; fails after the browser's time-out if it never does."""
    screen.page.get_by_text(what, exact=True).wait_for()


def marks(screen, place):
    return screen.page.get_by_role("listbox").nth(place)


def drag_over(screen, place):
    box = screen.page.locator(".js-plotly-plot").nth(place).bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 140, steps=5)
    screen.page.mouse.up()


def shown_range(screen, place):
    return screen.page.evaluate(f"{PLOT}[{place}]._fullLayout.xaxis.range")


def test_a_bar_clicked_is_returned_and_clicked_again_is_let_go(charts):
    charts.page.locator(".mesems-chart").nth(0).locator(".point path").nth(1).click(force=True)
    wait_until_said(charts, "bar: E5, 20 | ('E5', 20)")
    charts.page.locator(".mesems-chart").nth(0).locator(".point path").nth(1).click(force=True)
    wait_until_said(charts, "bar: nothing")


def test_links_and_nodes_of_a_flow_are_returned(charts):
    flow = charts.page.locator(".mesems-chart").nth(2)
    flow.locator(".sankey-link").nth(1).click(force=True)
    wait_until_said(charts, "flow: Screened to Failed, 4 | ('SF',)")
    flow.locator(".sankey-node").nth(1).locator("rect").first.click()
    wait_until_said(charts, "flow: Randomised | ('R',)")


def test_arrow_keys_step_through_marks_enter_chooses_escape_lets_go(charts):
    marks(charts, 1).focus()
    for key in ("End", "ArrowLeft", "Enter"):
        charts.page.keyboard.press(key)
    wait_until_said(charts, "line: 8, Line, 8 | (8,)")
    assert marks(charts, 1).get_by_role("option", selected=True).all_inner_texts() == ["8, Line, 8"]
    charts.page.keyboard.press("Escape")
    wait_until_said(charts, "line: nothing")


def test_the_mark_in_focus_is_framed_and_told(charts):
    marks(charts, 0).focus()
    for key in ("Home", "ArrowDown"):
        charts.page.keyboard.press(key)
    assert charts.page.locator(".mesems-focus:visible").count() == 1
    active = marks(charts, 0).get_attribute("aria-activedescendant")
    assert charts.page.locator(f"#{active}").inner_text() == "E5, 20"


def test_new_numbers_keep_the_element_and_the_zoom_until_the_axes_mean_something_else(charts):
    whole = shown_range(charts, 1)
    drag_over(charts, 1)
    zoomed = shown_range(charts, 1)
    assert zoomed != whole
    charts.page.evaluate(f"{PLOT}[1].dataset.mark = 'the same'")
    charts.page.locator(".mesems-chart").nth(0).locator(".point path").nth(2).click(force=True)
    wait_until_said(charts, "bar: E6, 30 | ('E6', 30)")
    assert charts.page.evaluate(f"{PLOT}[1].data[0].y[2]") == 60
    assert shown_range(charts, 1) == zoomed
    charts.page.get_by_role("radiogroup").get_by_text("Weeks").click()
    charts.page.wait_for_function(f"() => {PLOT}[1]._fullLayout.uirevision.endsWith('Weeks')")
    assert shown_range(charts, 1) == pytest.approx(whole, abs=0.1)  # wider counts leave the line a little less room
    assert charts.page.evaluate(f"{PLOT}[1].dataset.mark") == "the same"


def test_a_chart_turns_dark_with_the_app_and_light_again(charts):
    for theme, ink in (("light", "#1c2a36"), ("dark", "#e6edf3"), ("light", "#1c2a36")):
        charts.page.emulate_media(color_scheme=theme)
        charts.page.wait_for_function(f"ink => {PLOT}[0]._fullLayout.font.color === ink", arg=ink)


DRAW_AGAIN = """async ([figure, place]) => {
    const ours = document.querySelectorAll('.mesems-chart')[place]
    const theirs = document.createElement('div')
    theirs.style.cssText = `width: ${ours.clientWidth}px; height: ${ours.clientHeight}px`
    document.body.append(theirs)
    await Plotly.newPlot(theirs, figure.data, { ...figure.layout, autosize: true }, { displayModeBar: false })
    const boxes = (frame, texts) => [...frame.querySelectorAll(texts)].map((text) => {
        const [box, edge] = [text.getBoundingClientRect(), frame.getBoundingClientRect()]
        return [text.textContent, box.left - edge.left, box.top - edge.top, box.width]
    })
    return [boxes(ours, '.mesems-labels text'), boxes(theirs, '.bartext, .annotation-text')]
}"""


def test_what_is_told_of_a_mark_covers_the_labels_and_they_cover_the_marks(charts):
    layers = [".bars", ".mesems-labels", ".hoverlayer"]
    asked = "([chart, layers]) => [...chart.querySelectorAll(layers.join())].map(one => one.getAttribute('class'))"
    chart = charts.page.locator(".mesems-chart").nth(3).element_handle()
    found = charts.page.evaluate(asked, [chart, layers])
    assert len(found) > 2
    assert found[-2:] == ["mesems-labels", "hoverlayer"]


def test_labels_and_heads_stand_where_plotly_would_have_them(charts):
    ours, theirs = charts.page.evaluate(DRAW_AGAIN, [draw_labelled().to_plotly_json(), 3])
    assert len(ours) == len(theirs) == 9
    places = {text: place for text, *place in ours}
    for text, *place in theirs:
        assert places[text] == pytest.approx(place, abs=1.2), text


def test_a_label_has_the_colour_that_the_figure_gives_it(charts):
    labels = charts.page.locator(".mesems-chart").nth(3).locator(".mesems-labels text")
    colours = labels.evaluate_all("texts => texts.slice(0, 3).map((text) => getComputedStyle(text).fill)")
    assert colours[0] != colours[1] == colours[2]


def test_where_one_can_zoom_plotly_writes_the_labels(charts):
    loose = charts.page.locator(".mesems-chart").nth(4)
    assert loose.locator(".mesems-labels text").all_text_contents() == ["All30 of 40", "Right", "Below the edge"]
    assert loose.locator(".bartext").count() == 3


def serve_changed_plotly(page, *changes):
    """Has the page load a plotly.js in which something is called otherwise, throughout: it still draws."""
    source = files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    page.route("**/mesems/plotly-*.js", lambda route: route.fulfill(body=source, content_type="text/javascript"))


LABELS = ["0", "12  <1 %", "30", "All30 of 40", "Right", "Below the edge", "beside E4", "beside E5", "beside E6"]
BY_PLOTLY = "charts => charts.every(chart => chart.querySelectorAll('.bartext').length === 3)"


@pytest.fixture
def changed(new_screen, toy):
    """Opens the toy page with a changed plotly.js and returns its screen when Plotly has written all labels."""
    taken = []

    def open_changed(*changes):
        screen = new_screen(toy)
        taken.append(screen)
        serve_changed_plotly(screen.page, *changes)
        screen.open()
        screen.page.wait_for_function(
            f"() => ({BY_PLOTLY})([3, 4].map(i => document.querySelectorAll('.mesems-chart')[i]))"
        )
        return screen.rest()

    yield open_changed
    for screen in taken:
        screen.page.unroute_all()


def test_with_another_version_plotly_writes_all_text_itself(changed):
    screen = changed(('.version="4.1.1"', '.version="4.1.2"'))
    labelled = screen.page.locator(".mesems-chart").nth(3)
    assert sorted(labelled.locator(".bartext, .annotation-text").all_text_contents()) == sorted(LABELS)
    assert labelled.locator(".mesems-labels").count() == 0


def test_a_renamed_private_part_costs_no_chart_and_is_said_in_console_and_log(changed, toy):
    screen = changed(("_fullLayout", "_wholeLayout"))
    labelled = screen.page.locator(".mesems-chart").nth(3)
    assert sorted(labelled.locator(".bartext, .annotation-text").all_text_contents()) == sorted(LABELS)
    assert labelled.locator(".mesems-labels").count() == 0
    assert any("chart labelled: labels failed." in error for error in screen.watch.forget().errors)
    marks(screen, 1).focus()
    screen.page.keyboard.press("Enter")
    wait_until_said(screen, "line: 0, Line, 0 | (0,)")  # all that the labels do not need still works
    assert "chart labelled: labels failed in a browser: TypeError: Cannot read properties" in toy.log.read_text()


def test_without_marks_a_chart_is_still_seen(changed, toy):
    screen = changed(("_fullData", "_wholeData"))
    assert "chart bars: marks failed." in "".join(screen.watch.forget().errors)
    assert screen.page.locator(".mesems-chart").nth(0).locator(".point path").count() == 3
    assert screen.page.get_by_role("listbox").count() == 0
    assert "chart bars: marks failed in a browser: TypeError" in toy.log.read_text()
