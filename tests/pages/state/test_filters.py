"""The filter panel: what it offers, what the address says, undo and reset, and the sentence for what is shown."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.pages.state import filters, keys
from mesems_dash.queries.selection import Selection

OFFER = {
    keys.SITE: {"IT1": filters.Option("IT1", "Genova", 2)},
    keys.COUNTRY: {"ITA": filters.Option("ITA", "Italy", 2)},
    keys.SUBTYPE: {},
    keys.SEX: {},
    keys.RULE_SET: {"registry": filters.Option("registry", "The registry's text", None)},
}


def context(app):
    """The line "As of ..., N of M people"."""
    shown = " ".join(element.proto.body for element in app.main if element.type == "html")
    return shown.split('class="mesems-context">')[1].split("</p>")[0]


def address(app):
    return {key: value for key, value in app.query_params.items() if key in (*keys.FILTERS, keys.CUT)}


# ---------------------------------------------------------------- the panel
def test_without_a_filter_everybody_is_shown_and_the_address_is_plain(start):
    app = start()
    assert not app.exception
    assert "3 of 3 people" in context(app)
    assert "Everyone screened, no filter" in context(app)
    assert address(app) == {}


def test_options_show_how_many_people_they_have(start):
    (sex,) = [box for box in start().sidebar.multiselect if box.key == keys.SEX]
    assert sex.options == ["Women (2)", "Men (1)"]


def test_a_choice_goes_into_the_address_in_codes(start):
    app = start()
    app.sidebar.multiselect(key=keys.SEX).set_value(["F"]).run()
    assert address(app) == {"sex": "F"}
    assert "2 of 3 people" in context(app)


def test_an_address_brings_the_choice_back(start):
    app = start(site="IT1", sex="M", from_="2014-01-01", rules="published_2021")
    assert "1 of 3 people" in context(app)
    assert "Site: Genova; Sex: Men; Screened from 1 Jan 2014." in context(app)
    assert app.sidebar.multiselect(key=keys.SITE).value == ["IT1"]
    assert app.sidebar.selectbox(key=keys.RULE_SET).value == "published_2021"


def test_two_values_of_one_key_mean_or(start):
    assert "3 of 3 people" in context(start(site=["IT1", "DK1"]))


def test_nonsense_in_the_address_is_kept_said_and_removed_by_a_button(start):
    asked = {"site": "NOWHERE", "sex": "X", "from": "yesterday", "rules": "mine"}
    app = start(**{key.replace("from", "from_"): value for key, value in asked.items()}, to="2099-01-01")
    assert not app.exception
    assert "0 of 3 people" in context(app)
    assert address(app) == {**asked, "to": "2099-01-01"}
    text = " ".join(element.proto.body for element in app.main if element.type == "html")
    assert "This data cut has no site &#34;NOWHERE&#34;. sex is &#34;X&#34;; expected one of F, M" in text
    assert "from is &#34;yesterday&#34;; expected a date as YYYY-MM-DD." in text
    assert "NOWHERE" not in context(app)  # what an address holds is in no sentence of a file or a log
    app.button(key=keys.ASKED_REMOVE).click().run()
    assert "3 of 3 people" in context(app)
    assert address(app) == {"to": "2099-01-01"}


def test_undo_takes_the_last_change_back_and_reset_takes_all(start):
    app = start()
    app.sidebar.multiselect(key=keys.SEX).set_value(["F"]).run()
    app.sidebar.multiselect(key=keys.COUNTRY).set_value(["ITA"]).run()
    assert "1 of 3 people" in context(app)
    app.sidebar.button(key=keys.UNDO).click().run()
    assert "2 of 3 people" in context(app)
    app.sidebar.button(key=keys.RESET).click().run()
    assert "3 of 3 people" in context(app)
    app.sidebar.button(key=keys.UNDO).click().run()
    assert "2 of 3 people" in context(app)


def test_a_quick_second_choice_that_brings_the_address_of_before_loses_nothing(start):
    app = start()
    app.sidebar.multiselect(key=keys.SEX).set_value(["F"]).run()
    del app.query_params["sex"]  # the browser had not heard of it yet
    app.sidebar.multiselect(key=keys.COUNTRY).set_value(["ITA"]).run()
    assert address(app) == {"sex": "F", "country": "ITA"}
    assert "1 of 3 people" in context(app)


def test_an_address_never_seen_before_leads(start):
    app = start()
    app.query_params["sex"] = "M"
    assert "1 of 3 people" in context(app.run())


def test_there_is_nothing_to_undo_or_reset_at_first(start):
    app = start()
    assert app.sidebar.button(key=keys.UNDO).disabled
    assert app.sidebar.button(key=keys.RESET).disabled


# ---------------------------------------------------------------- in words
@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(), "Everyone screened, no filter. Assessed against each site's own rule set."),
        (Selection(sites=("IT1",)), "Site: Genova. Assessed against each site's own rule set."),
        (Selection(sites=("IT1", "X9")), "Site: Genova or X9. Assessed against each site's own rule set."),
        (
            Selection(subtypes=("RRMS", "NOT_RECORDED"), sexes=("F",)),
            (
                "Subtype: Relapsing-remitting or Subtype not recorded; Sex: Women. "
                "Assessed against each site's own rule set."
            ),
        ),
        (
            Selection(screened_to=date(2014, 3, 1), rule_set="registry"),
            "Screened up to 1 Mar 2014. Assessed against the rule set The registry's text.",
        ),
        (
            Selection(screened_from=date(2014, 1, 1), screened_to=date(2014, 3, 1)),
            "Screened 1 Jan 2014 to 1 Mar 2014. Assessed against each site's own rule set.",
        ),
    ],
)
def test_the_sentence_says_what_is_shown(selection, sentence):
    assert filters.describe_selection(selection, OFFER) == sentence


def test_options_of_one_name_are_told_apart_by_their_id():
    options = {
        "S1": filters.Option("S1", "Uni", 3),
        "S2": filters.Option("S2", "Uni", 1),
        "S3": filters.Option("S3", "X", 1),
    }
    text = filters._name_uniquely(options)
    assert [option.name for option in text.values()] == ["Uni (S1)", "Uni (S2)", "X"]
