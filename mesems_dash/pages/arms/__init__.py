"""*Arms*: the crossover with sequences and periods, or pooled progress where a process is blinded."""

from mesems_dash.pages.arms.page import render

__all__ = ["render"]
