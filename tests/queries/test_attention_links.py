"""Every kind of attention counts exactly what the page behind its link shows, whatever is selected."""

from __future__ import annotations

from random import Random

import pytest

from mesems_dash.queries import list_attention, list_sites
from mesems_dash.queries.disagreement_list import Behind, list_disagreements
from mesems_dash.queries.questions import list_questions
from mesems_dash.queries.second_infusions import list_awaited_infusions
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import WINDOW_DAYS
from mesems_dash.words.attention import group_attention
from tests.examples import every
from tests.queries.chance import make_selection, make_trial
from tests.queries.trial import open_trial


def count_behind(cut, selection, alert):
    """How many the linked page shows, with the choices that are in the link."""
    if alert.page == "agreement":
        return len(list_disagreements(cut, selection, behind=Behind(alert.query["differ"])))
    if alert.page == "undecided":
        options = {"settling": alert.query["settling"], "among": alert.query["whom"]}
        return list_questions(cut, selection, **options)["subject_key"].nunique()
    if alert.page == "arms":
        awaited = list_awaited_infusions(cut, selection, window_days=WINDOW_DAYS)
        return int((awaited["outcome"] == "OVERDUE").sum())
    if alert.page == "sites":
        return len(list_sites(cut, Selection(sites=tuple(alert.query["site"]))))
    assert alert.kind == "STAGE_DISAGREES"  # Funnel counts these people in the stage, and lists nobody
    return alert.count


@pytest.fixture(scope="module", params=every(2, ["chance", "demo"]))
def world(request, tmp_path_factory):
    random = Random(5)  # noqa: S311 - chance, no secret
    if request.param == "demo":
        cut, trial = request.getfixturevalue("demo")
    else:
        trial = make_trial(random, people=120)
        cut = open_trial(tmp_path_factory.mktemp("links"), trial)
    yield cut, [Selection(), *(make_selection(random, trial) for _ in range(10))]
    if request.param == "chance":
        cut.close()


def test_a_kind_counts_what_the_page_behind_its_link_shows(world):
    cut, selections = world
    seen = set()
    for selection in selections:
        for alert in group_attention(list_attention(cut, selection)):
            seen.add(alert.kind)
            assert alert.count == count_behind(cut, selection, alert), (alert.kind, selection)
    assert seen >= {"ONE_VALUE_AWAY", "RANDOMISED_INELIGIBLE", "CALLED_ELIGIBLE", "CALLED_INELIGIBLE"}
