"""The overview's numbers, and when a number does not exist."""

from __future__ import annotations

import pytest

from mesems_dash.queries.key_numbers import count_key_numbers
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening


def numbers(cut, selection, *columns):
    return rows_of(count_key_numbers(cut, selection), columns)[0]


def test_six_people(six):
    assert numbers(six, Selection(), "screened", "eligible", "undecided", "ineligible") == (6, 2, 1, 3)
    assert numbers(six, Selection(), "randomised", "target", "target_by_now", "target_share") == (1, 4, 1, 0.25)
    assert numbers(six, Selection(), "decided", "failed", "failure_share") == (4, 2, 0.5)
    assert numbers(six, Selection(), "undecided_share") == (pytest.approx(1 / 6),)


def test_nobody_in_90_days_is_no_rate_and_no_forecast(six):
    columns = ("randomised_90_days", "screened_90_days", "rate_per_month", "months_to_target")
    assert numbers(six, Selection(), *columns) == (0, 0, 0, None)


def test_the_target_of_sites_is_their_own(six):
    assert numbers(six, Selection(sites=("GEN",)), "target", "target_by_now") == (3, None)
    assert numbers(six, Selection(countries=("DNK",)), "target", "target_share") == (None, None)


@pytest.mark.parametrize("selection", [Selection(), Selection(sites=("GEN", "CPH"))])
def test_randomised_and_planned_are_of_the_same_sites(open_people, selection):
    """Genova plans 3, Copenhagen nothing: whoever is randomised there is of no plan, nor is its pace."""
    days = {"P1": ("GEN", "2014-08-01"), "P2": ("CPH", "2014-08-01"), "P3": ("CPH", "2014-08-02")}
    cut = open_people(
        *(Person(who, site, (Screening(on),), randomisations=((1, on),)) for who, (site, on) in days.items())
    )
    columns = ("randomised", "randomised_of_target", "target", "target_share")
    assert numbers(cut, selection, *columns) == (3, 1, 3, pytest.approx(1 / 3))
    columns = ("randomised_90_days", "rate_per_month", "months_to_target")
    rate = 30.4375 / 90  # a month, one person in 90 days
    assert numbers(cut, selection, *columns) == (3, pytest.approx(3 * rate), pytest.approx(2 / rate))


def test_the_plan_of_the_trial_is_for_everybody(six):
    assert numbers(six, Selection(), "randomised_of_target", "target") == (1, 4)
    assert numbers(six, Selection(sexes=("F",)), "randomised_of_target", "target") == (None, None)


@pytest.mark.parametrize("selection", [Selection(sexes=("F",)), Selection(sites=("GEN",), subtypes=("RRMS",))])
def test_a_plan_for_subtypes_or_sexes_does_not_exist(six, selection):
    assert numbers(six, selection, "target", "months_to_target") == (None, None)


def test_another_rule_set_keeps_the_target(six):
    assert numbers(six, Selection(rule_set="registry"), "target") == (4,)


def test_shares_of_nobody_do_not_exist(nobody):
    columns = ("screened", "failure_share", "undecided_share", "target_share", "target")
    assert numbers(nobody, Selection(), *columns) == (0, None, None, 0, 3)  # sites alone have a target


def test_the_forecast_goes_by_the_last_90_days(open_people):
    # 17 May 2014 is 90 days before the cut and out, 18 May is in: two in 90 days are 0.676 a month.
    days = ("2014-05-17", "2014-05-18", "2014-08-15")
    people = (Person(f"P{n}", "GEN", (Screening(on),), randomisations=((1, on),)) for n, on in enumerate(days))
    cut = open_people(*people)
    columns = ("randomised", "randomised_90_days", "rate_per_month", "months_to_target")
    assert numbers(cut, Selection(), *columns) == (3, 2, pytest.approx(2 * 30.4375 / 90), 0)  # target 3 is reached
