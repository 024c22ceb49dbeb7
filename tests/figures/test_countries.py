"""Every code that the data model knows has a name, and no name comes from elsewhere."""

from __future__ import annotations

from mesems_dash.figures.countries import COUNTRY_LABELS, name_country
from mesems_dash.store.countries import COUNTRIES


def test_every_country_of_the_data_model_has_a_name():
    assert set(COUNTRY_LABELS) == set(COUNTRIES)
    assert len(set(COUNTRY_LABELS.values())) == len(COUNTRIES)


def test_the_nine_countries_of_the_trial_are_called_as_people_call_them():
    codes = ("ITA", "ESP", "FRA", "GBR", "DNK", "SWE", "AUT", "CAN", "IRN")
    assert [name_country(code) for code in codes] == [
        "Italy", "Spain", "France", "United Kingdom", "Denmark", "Sweden", "Austria", "Canada", "Iran",
    ]  # fmt: skip


def test_an_unknown_code_stays_as_it_is():
    assert name_country("XXX") == "XXX"
