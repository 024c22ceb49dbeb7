"""*Screen failures*: reasons for failing by MS subtype, filters, and the screenings themselves."""

from mesems_dash.pages.failures.page import render

__all__ = ["render"]
