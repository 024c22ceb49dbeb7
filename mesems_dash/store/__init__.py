"""The only room that opens DuckDB: a folder of CSV files goes in, an immutable data cut comes out.

`importer` makes a cut from a bundle, `cuts` finds the cuts of a store, `connection` opens one for reading.
"""

from __future__ import annotations
