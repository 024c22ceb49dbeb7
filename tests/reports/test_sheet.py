"""The printed sheet: one page whatever it says, its text letter by letter, and every criterion on it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from mesems_dash.eligibility import Outlook, Period, explain, judge
from mesems_dash.reports import sheet as sheets
from mesems_dash.reports.records import read_records
from mesems_dash.reports.sheet import Sheet, write_sheet
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.vocabulary import CRITERIA
from tests.examples import every, examples
from tests.prebuilt import copy_demo

EDSS = [{"subject_id": "P1", "assessed_on": "2014-01-05", "score": "7.0"}]


def pages_of(pdf):
    return PdfReader(io.BytesIO(pdf)).pages


def words_of(sheet):
    """All that a sheet says, on one line: where lines break is not the point, nor where a long word does."""
    (page,) = pages_of(write_sheet(sheet))
    return re.sub(r"\s+", " ", page.extract_text().replace("\N{ZERO WIDTH SPACE}", ""))


def make_sheet(record, **changes):
    return Sheet(
        **{
            "subject_id": record.subject_id,
            "site": "Genova (IT1)",
            "screening_no": record.screening_no,
            "screened_on": date(2014, 3, 10),
            "reference_kind": record.reference_kind,
            "cut_id": "2018-06-30_20180701T000000000000",
            "as_of": date(2018, 6, 30),
            "judgement": judge(record.rule_set, record.facts),
            "is_synthetic": False,
            **changes,
        }
    )


def find_record(cut, subject_id, screening_no=1):
    records = read_records(cut, ruleset=None, subject_id=subject_id)
    return next(record for record in records if record.screening_no == screening_no)


@pytest.fixture
def record(import_files):
    return find_record(import_files(edss=EDSS), "P1", 2)


def look(judgement, *, second="eligible", good=()):
    """An outlook of ten days as judged and twenty in which the criteria in `good` are in favour, all others not."""
    now = tuple((one.criterion.id, not one.against, one.truth) for one in judgement.criteria)
    then = tuple(
        (one.criterion.id, not one.against, (not one.against) if one.criterion.id in good else one.against)
        for one in judgement.criteria
    )
    return Outlook(
        (
            Period(date(2014, 3, 10), date(2014, 3, 19), judgement.status, now),
            Period(date(2014, 3, 20), date(2014, 4, 8), second, then),
        )
    )


def test_it_says_who_when_by_what_and_how(record):
    words = words_of(make_sheet(record, site_decision="site: eligible on 12 Mar 2014"))
    for said in (
        "MESEMS eligibility sheet",
        "P1",
        "Genova (IT1)",
        "No. 2, 10 Mar 2014",
        "10 Mar 2014, day of screening",
        "As of 30 Jun 2018",
        "2018-06-30_20180701T000000000000",
        "Registry text, version 1.1 (registry)",
        "Ineligible",
        "site: eligible on 12 Mar 2014",
        "MESEMS dashboard 0.",
        "EDSS 7.0 on 5 Jan 2014 is above 6.5 by 0.5.",
        "What is the result of the HIV test by 10 Mar 2014? (E4)",
        "Investigator, name in capitals",
        "Signature",
    ):
        assert said in words


def test_every_criterion_has_its_status(record):
    sheet = make_sheet(record)
    words = words_of(sheet)
    for judged in sheet.judgement.criteria:
        label = re.escape(f"{judged.criterion.id} {judged.criterion.label}")
        assert re.search(rf"{label}.? ?. {sheets.STATUS_WORDS[judged.status]}", words), judged.criterion.id
    assert [judged.criterion.id for judged in sheet.judgement.criteria] == list(CRITERIA)


def test_made_up_people_are_marked_and_only_they(record):
    assert "SYNTHETIC DATA" in words_of(make_sheet(record, is_synthetic=True))
    assert "SYNTHETIC" not in words_of(make_sheet(record))


def test_it_says_when_time_alone_changes_something(record):
    judgement = make_sheet(record).judgement
    words = words_of(make_sheet(record, outlook=look(judgement, good=("I4",))))
    assert "Clears on 20 Mar 2014" in words  # I4 fails now
    assert "Holds until 19 Mar 2014" in words  # I2 is met now
    assert "Not by time alone" in words  # E4 stays undecided, then present
    assert "From 10 Mar 2014 to 8 Apr 2014: eligible from 20 Mar 2014 to 8 Apr 2014." in words


def test_an_outlook_without_an_eligible_day_says_so(record):
    outlook = look(make_sheet(record).judgement, second="ineligible")
    assert "8 Apr 2014: not eligible at any time by time alone." in words_of(make_sheet(record, outlook=outlook))


def test_without_an_outlook_nothing_is_said_about_time(record):
    assert "By time alone" not in words_of(make_sheet(record))


def test_without_a_reference_date_it_says_why_and_decides_nothing(import_files):
    randomised = [{"subject_id": "P1", "screening_no": "2", "randomised_on": "2014-04"}]
    words = words_of(make_sheet(find_record(import_files(randomisations=randomised), "P1", 2)))
    assert "None: the recorded randomisation has no full date" in words
    assert words.count("Undecided") == len(CRITERIA) + 1  # each criterion, and the whole


def test_text_is_shown_letter_by_letter_and_never_run(record):
    text = 'P-1 #panic("x") *b* $a$ [c] @d <e> // f \\ "g" `h` = i'
    assert text in words_of(make_sheet(record, subject_id=text))


def test_the_same_sheet_gives_the_same_bytes(record):
    assert write_sheet(make_sheet(record)) == write_sheet(make_sheet(record))


def test_its_fonts_are_inside_and_it_is_tagged_in_english(record):
    reader = PdfReader(io.BytesIO(write_sheet(make_sheet(record))))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    files = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert files
    assert all({"/FontFile2", "/FontFile3"} & set(file.get_object()) for file in files)
    assert (
        reader.root_object["/MarkInfo"]["/Marked"] is True or str(reader.root_object["/MarkInfo"]["/Marked"]) == "True"
    )
    assert str(reader.root_object["/Lang"]).startswith("en")


@pytest.mark.parametrize("letters", every(3, ["word ", "x", "Ω\n", "漢"]))
def test_one_page_is_enough_whatever_it_has_to_say(record, monkeypatch, letters):
    monkeypatch.setattr(sheets, "describe_criterion", lambda *_: letters * 5_000)
    monkeypatch.setattr(sheets, "describe_overall", lambda *_: letters * 5_000)
    long = letters * 5_000
    sheet = make_sheet(
        record, subject_id=long, site=long, site_decision=long, trial=long, cut_id=long, is_synthetic=True
    )
    sheet = replace(sheet, outlook=look(sheet.judgement, good=CRITERIA))
    assert len(pages_of(write_sheet(sheet))) == 1


def test_what_was_cut_says_so(record, monkeypatch):
    assert "are shortened" not in words_of(make_sheet(record))
    monkeypatch.setattr(sheets, "describe_criterion", lambda *_: "word " * 5_000)
    assert "are shortened; the dashboard shows them whole" in words_of(make_sheet(record))


@pytest.mark.thorough
def test_the_wordiest_people_of_the_demo_fit_on_one_page(tmp_path):
    """Those about whom there is most to say; the others have more room."""
    most = examples(20)
    copy_demo(tmp_path, as_of=(date(2018, 6, 30),))
    cut = open_cut(find_cut(tmp_path / "open").path)
    everybody = [make_sheet(record) for record in read_records(cut, ruleset=None)]
    cut.close()
    assert len(everybody) > 400
    wordiest = sorted(everybody, key=lambda sheet: len(explain(sheet.judgement.rule_set, sheet.judgement.facts)))[
        -most:
    ]
    assert {len(pages_of(write_sheet(sheet))) for sheet in wordiest} == {1}
