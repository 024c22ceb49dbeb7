"""Every code that the data model knows has a name, and no name comes from elsewhere."""

from __future__ import annotations

from mesems_dash.store.countries import COUNTRIES
from mesems_dash.vocabulary import OTHER_SITES_COUNTRY
from mesems_dash.words.countries import COUNTRY_LABELS, name_country


def test_every_country_of_the_data_model_has_a_name():
    assert set(COUNTRY_LABELS) - {OTHER_SITES_COUNTRY} == set(COUNTRIES)
    assert len(set(COUNTRY_LABELS.values())) == len(COUNTRIES) + 1


def test_the_country_of_sites_that_are_seen_as_one_is_none_of_the_data_model():
    assert OTHER_SITES_COUNTRY not in COUNTRIES
    assert name_country(OTHER_SITES_COUNTRY) == "Not shown"


def test_the_nine_countries_of_the_trial_are_called_as_people_call_them():
    codes = ("ITA", "ESP", "FRA", "GBR", "DNK", "SWE", "AUT", "CAN", "IRN")
    assert [name_country(code) for code in codes] == [
        "Italy", "Spain", "France", "United Kingdom", "Denmark", "Sweden", "Austria", "Canada", "Iran",
    ]  # fmt: skip


def test_an_unknown_code_stays_as_it_is():
    assert name_country("XXX") == "XXX"
