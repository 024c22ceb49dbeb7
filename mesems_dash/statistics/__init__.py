"""Statistics of the sequences: pure functions on numbers, by scipy wherever it has the method.

No frames, no SQL, no words. scipy is imported inside the functions that need it: a process without the closed store
never loads it.
"""
