"""A reader's own SQL over the open cut, in a process that can reach nothing else and is killed when it takes too long.

`runs` is the app's side: start, wait, cancel, what came of it. `child` is the process: `confinement` takes from it
whatever it could do harm with, `gate` lets one reading statement through. `readable` says what there is to read.
"""

from mesems_dash.store.sandbox.readable import READABLE, WITHHELD
from mesems_dash.store.sandbox.runs import Column, Limits, Outcome, Run, Sandbox, is_sql_on

__all__ = ["READABLE", "WITHHELD", "Column", "Limits", "Outcome", "Run", "Sandbox", "is_sql_on"]
