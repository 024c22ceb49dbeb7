"""Widget keys: each stands for one thing, and those of the filters are short words for an address."""

from __future__ import annotations

from mesems_dash.pages.state import keys

NAMES = {name: value for name, value in vars(keys).items() if name.isupper() and isinstance(value, str)}


def test_no_two_names_share_a_key():
    assert len(set(NAMES.values())) == len(NAMES)
    assert len(set(keys.ADDRESS)) == len(keys.ADDRESS)


def test_filters_are_called_in_the_address_as_on_the_command_line():
    assert keys.FILTERS == ("site", "country", "subtype", "sex", "from", "to", "rules")


def test_no_filter_speaks_of_a_subject():
    """Filters are in the address; whom the page One person shows is in the session only, as tests/browser prove."""
    filters = (*keys.FILTERS, *keys.NARROWING)
    assert not [key for key in filters if "subject" in key or "person" in key]
