"""The words: each is said once, every closed list is there in full, and every page named exists."""

from __future__ import annotations

from mesems_dash.pages.state.names import TITLES
from mesems_dash.vocabulary import (
    CRITERIA,
    DISAGREEMENTS,
    EXITS,
    KINDS,
    SECOND_INFUSIONS,
    SEQUENCES,
    SETTLES,
    STAGES,
    STATUSES,
)
from mesems_dash.words.glossary import GLOSSARY, describe_differing, group_terms

CODES = [term.code for term in GLOSSARY]


def test_every_code_is_one_term():
    assert len(set(CODES)) == len(CODES)
    assert not set(CODES) & set(CRITERIA)


def test_every_closed_list_is_defined():
    for code in (*STATUSES, *STAGES, *EXITS, *KINDS, *SETTLES, *DISAGREEMENTS, *SEQUENCES, *SECOND_INFUSIONS):
        assert code in CODES, code


def test_every_definition_is_whole_sentences():
    for term in GLOSSARY:
        assert term.text[0].isupper(), term.code
        assert term.text.endswith("."), term.code


def test_every_page_named_exists():
    assert {path for term in GLOSSARY for path in term.pages} <= set(TITLES)


def test_groups_hold_every_term_once():
    groups = group_terms(GLOSSARY)
    assert [term.code for members in groups.values() for term in members] == CODES
    assert group_terms(GLOSSARY[:1]) == {"Who is counted, and as of when": [GLOSSARY[0]]}


def test_what_differs_is_named():
    assert describe_differing(["I1", "I3"], "Registry text").startswith(
        "What differs from Registry text is marked: I1 and I3."
    )
    assert describe_differing([], "Registry text") == "All rule sets are the same."
