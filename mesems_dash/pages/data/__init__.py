"""*Data*: where the numbers come from, and the import of a bundle."""

from mesems_dash.pages.data.page import render

__all__ = ["render"]
