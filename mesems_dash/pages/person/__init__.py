"""*One person*: every criterion of one person with its evidence, on a timeline."""

from mesems_dash.pages.person.page import render

__all__ = ["render"]
