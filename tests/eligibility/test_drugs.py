"""Which class a drug belongs to: by name however it is written, by ATC code, or maybe."""

from __future__ import annotations

import tomllib

import pytest

from mesems_dash.eligibility.drugs import (
    CATALOGUE,
    DrugClasses,
    classify,
    classify_rows,
    find_drugs,
    load_catalogue,
    read_atc,
    spell,
)

ENTRIES = [
    (group, entry)
    for group in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["group"]
    for entry in group["drugs"]
]


def letters(found: DrugClasses) -> str:
    """I1, E5, E6, E7 in four letters."""
    return found.listed + found.immunosuppressant + found.platform + found.steroid


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ("interferon beta-1a", "YNYN"),
        ("peginterferon beta-1a", "YNYN"),  # pegylated too
        ("Copaxone", "YNYN"),
        ("natalizumab", "YYNN"),  # history for I1, washout for E5
        ("Gilenya", "YYNN"),
        ("Novantrone", "YYNN"),
        ("azathioprine", "NYNN"),
        ("dimethyl fumarate", "NYNN"),
        ("cyclophosphamide", "NYNN"),
        ("rituximab", "NYNN"),
        ("alemtuzumab", "NYNN"),
        ("paracetamol", "NNNN"),
        ("baclofen", "NNNN"),
        ("interferon alfa-2a", "NNNN"),
        ("interferon", "MNMN"),  # alfa or beta?
        ("immunosuppressant", "MYNN"),  # which one?
    ],
)
def test_a_known_name_decides(drug, expected):
    assert letters(classify(drug, None, None)) == expected
    assert classify(drug, None, None).is_identified


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  REBIF  ", "interferon beta-1a"),
        ("Rebif 44 mcg", "interferon beta-1a"),
        ("Interferon β-1a", "interferon beta-1a"),
        ("interferon beta 1A", "interferon beta-1a"),
        ("Interféron bêta-1b", "interferon beta-1b"),
        ("Interferon beta-1a (Avonex)", "interferon beta-1a"),
        ("Beta-interferon (Betaferon)", "interferon beta"),
        ("Interferon beta-1a 30 mcg/week i.m.", "interferon beta-1a"),
        ("Copaxone 40 mg/ml", "glatiramer acetate"),
        ("acetato de glatirámero", "glatiramer acetate"),
        ("Natalizumab 300 mg IV infusion", "natalizumab"),
        ("FTY-720", "fingolimod"),
        ("fingolimod hydrochloride", "fingolimod"),
        ("Mitoxantron", "mitoxantrone"),
        ("ciclofosfamida", "cyclophosphamide"),
        ("azatioprina", "azathioprine"),
        ("micofenolato mofetile", "mycophenolate mofetil"),
        ("MMF", "mycophenolate mofetil"),
        ("BG-12", "dimethyl fumarate"),
        ("2-CdA", "cladribine"),
        ("metilprednisolone", "methylprednisolone"),
        ("Méthylprednisolone 1 g", "methylprednisolone"),
        ("methylprednisolone sodium succinate", "methylprednisolone"),
        ("Solu-Medrol 1000mg", "methylprednisolone"),
        ("paracetamolo", "paracetamol"),
        ("4-aminopyridine 10 mg", "fampridine"),  # the figure is part of the name
        ("Vitamin D3 1000 IU", "vitamin D"),
    ],
)
def test_a_name_is_known_however_it_is_written(written, name):
    (found,) = find_drugs(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("atc", "expected"),
    [
        ("L03AB07", "YNYN"),
        ("L03AB13", "YNYN"),
        ("L03AX13", "YNYN"),
        ("L04AA23", "YYNN"),  # natalizumab, before
        ("L04AG03", "YYNN"),  # and after the WHO moved it
        ("L04AA27", "YYNN"),
        ("L04AE01", "YYNN"),
        ("L01DB07", "YYNN"),
        ("l04 aa23", "YYNN"),
        ("L04AX01", "NYNN"),
        ("L04ZZ99", "NYNN"),  # all of L04 counts as a class
        ("N07XX09", "NYNN"),  # dimethyl fumarate, before
        ("L01XC02", "NYNN"),
        ("L01FA01", "NYNN"),
        ("L01AA01", "NYNN"),
        ("L01XX02", "NMNN"),  # another of L01: perhaps
        ("L03AB05", "NNNN"),  # interferon alfa: L03 does not count for E5
        ("H02AB04", "NNNY"),
        ("N02BE01", "NNNN"),
        ("L04", "MYNN"),  # above natalizumab
        ("L03", "MNMN"),
        ("L01", "MMNN"),  # above mitoxantrone
        ("L04AX", "NYNN"),  # above none of the five
        ("L", "MMMN"),
        ("H", "NNNM"),
    ],
)
def test_without_a_known_name_the_code_decides_and_an_unfinished_one_may(atc, expected):
    assert letters(classify("XY-12", atc, None)) == expected
    assert letters(classify(None, atc, None)) == expected


@pytest.mark.parametrize(
    ("drug", "atc", "expected"),
    [
        ("natalizumab", "N02BE01", "YYNN"),  # the name says yes
        ("paracetamol", "L04AG03", "YYNN"),  # the code says yes
        ("paracetamol", "L04", "NYNN"),  # known to be none of the five, but its code is one of L04
        ("paracetamol", "L01", "NNNN"),  # known: no maybe
        ("interferon", "L03AB07", "YNYN"),
        ("interferon", "L03AB05", "NNNN"),  # the code says which
        ("interferon", "L03AB", "MNMN"),
    ],
)
def test_name_or_code_whichever_says_yes(drug, atc, expected):
    assert letters(classify(drug, atc, None)) == expected


@pytest.mark.parametrize(
    ("drug", "atc", "route", "expected"),
    [
        ("methylprednisolone", None, "IV", "Y"),
        ("methylprednisolone", None, "ORAL", "Y"),
        ("methylprednisolone", None, None, "M"),  # no route, no code
        ("methylprednisolone", "R03BA01", None, "M"),  # no route, no H02
        ("methylprednisolone", "R03BA01", "INHALED", "N"),
        ("methylprednisolone", "A07EA06", "RECTAL", "M"),
        ("methylprednisolone", "not a code", None, "M"),
        ("methylprednisolone", "H02AB04", None, "Y"),
        ("methylprednisolone", "H02", "RECTAL", "Y"),
        ("methylprednisolone", None, "RECTAL", "M"),
        ("methylprednisolone", None, "OTHER", "M"),
        ("methylprednisolone", "H02AB04", "TOPICAL", "N"),  # never a local one
        ("budesonide", None, "INHALED", "N"),
        ("budesonide", None, "NASAL", "N"),
        ("budesonide", None, "OCULAR", "N"),
        ("Symbicort", None, None, "N"),  # only ever inhaled
        ("XY-12", None, "IV", "M"),
        ("XY-12", None, "OTHER", "M"),
        ("XY-12", None, "INHALED", "N"),
    ],
)
def test_a_steroid_is_systemic_by_code_or_by_route(drug, atc, route, expected):
    assert classify(drug, atc, route).steroid == expected


@pytest.mark.parametrize(
    ("drug", "atc"), [("XY-12", None), (None, None), ("XY-12", "12"), ("", ""), ("300 mg", None), ("(" * 500, None)]
)
def test_what_neither_name_nor_code_identifies_may_be_anything(drug, atc):
    found = classify(drug, atc, None)
    assert letters(found) == "MMMM"
    assert not found.is_identified


def test_a_combination_is_known_by_its_parts():
    assert letters(classify("paracetamol/codeine", None, None)) == "NNNN"
    found = classify("rituximab + XY-12", None, None)
    assert letters(found) == "MYMM"
    assert not found.is_identified


def test_no_name_of_the_catalogue_means_two_drugs():
    names = [(spell(name), entry["name"]) for _, entry in ENTRIES for name in (entry["name"], *entry.get("also", ()))]
    meanings: dict[str, set[str]] = {}
    for spelling, name in names:
        meanings.setdefault(spelling, set()).add(name)
    assert {spelling: found for spelling, found in meanings.items() if len(found) > 1} == {}


def test_every_entry_is_found_by_all_its_names_and_says_the_same_by_its_codes():
    for group, entry in ENTRIES:
        for name in (entry["name"], *entry.get("also", ())):
            (found,) = find_drugs(name)
            assert found is not None
            assert found.name == entry["name"]
        for code in entry.get("atc", ()):
            assert read_atc(code) == code
            by_name, by_code = (classify(entry["name"], None, "ORAL"), classify(None, code, "ORAL"))
            assert by_name == by_code, (group["title"], entry["name"], code)


def test_the_catalogue_knows_the_common_companions_of_ms():
    others = [entry for group, entry in ENTRIES if not group["counts_as"]]
    assert len(others) >= 120
    assert len(load_catalogue().drugs) > len(ENTRIES)


def test_rows_for_the_store_carry_what_they_were_asked_with():
    assert classify_rows([("Rebif", None, "SC"), (None, None, None)]) == [
        ("Rebif", None, "SC", "Y", "N", "Y", "N", True),
        (None, None, None, "M", "M", "M", "M", False),
    ]
