"""*Definitions*: every word, every criterion, and how rule sets differ."""

from mesems_dash.pages.definitions.page import render

__all__ = ["render"]
