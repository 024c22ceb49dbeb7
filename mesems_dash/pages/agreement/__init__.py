"""*Site vs data*: what sites decided beside what the data say, and the screenings to look at."""

from mesems_dash.pages.agreement.page import render

__all__ = ["render"]
