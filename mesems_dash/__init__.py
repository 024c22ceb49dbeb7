"""Recruitment dashboard of the MESEMS trial: eligibility re-derived from raw facts, and what follows from it."""

__version__ = "0.3.0"
