"""Bundles as sites hand them in: one good bundle, and what a site did to it; then who is judged, and what is told."""

from __future__ import annotations

import re
from datetime import date
from string import ascii_uppercase
from typing import TYPE_CHECKING

import pytest

from mesems_dash.errors import MesemsError
from mesems_dash.reports.import_summary import summarise_import
from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import import_bundle
from tests.examples import every

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2018, 6, 30)
COMPLETE = "therapy_history_complete,relapse_history_complete,mri_history_complete,malignancy_history_complete"
NONE = (
    "active_infection,life_limiting_comorbidity,mds_history,haematologic_history,wbc_clinically_relevant,renal_failure"
)
SCREENING = (
    f"subject_id,screening_no,screened_on,consent_able,consent_signed_on,{COMPLETE},{NONE},mri_possible,site_decision"
)
PEOPLE = {"0001": "2018-04-10", "0002": "2018-04-12", "0003": "2018-05-01"}
ANSWERS = "Y,Y,Y,Y,N,N,N,N,N,N,Y,ELIGIBLE"
BASE = {
    "sites": "site_id,name,country,activated_on\n001,Genova,ITA,2016-01-01\n002,Almer\u00eda,ESP,2016-03-01\n",
    "subjects": "subject_id,site_id,sex,birth_date,onset_date,diagnosis_date,subtype\n"
    "0001,001,M,1984-03-02,2012-09-01,2013-01-01,RRMS\n"
    "0002,001,M,1979-11-20,2010-05-14,2010-09-01,RRMS\n"
    "0003,002,M,1985-06-06,2012-01-01,2012-05-01,RRMS\n",
    "screenings": f"{SCREENING}\n" + "".join(f"{who},1,{day},Y,{day},{ANSWERS}\n" for who, day in PEOPLE.items()),
    "relapses": "subject_id,onset_on,documented\n" + "".join(f"{who},2017-11-05,Y\n" for who in PEOPLE),
    "edss": "subject_id,assessed_on,score\n" + "".join(f"{who},{day},4.0\n" for who, day in PEOPLE.items()),
    "labs": "subject_id,collected_on,test,result,unit\n"
    + "".join(
        f"{who},{day},{test},{result},\n"
        for who, day in PEOPLE.items()
        for test, result in (("HIV", "NEG"), ("HBSAG", "NEG"), ("HCVAB", "NEG"), ("EGFR", "90"), ("WBC", "6.2"))
    ),
    "mri": "subject_id,scanned_on\n",
    "therapies": "subject_id,drug,route,started_on,ended_on\n"
    + "".join(f"{who},interferon beta-1a,SC,2014-01-01,2018-01-31\n" for who in PEOPLE),
    "malignancies": "subject_id,type,diagnosed_on,remission_since\n",
}
FINE = {"0001": "eligible", "0002": "eligible", "0003": "eligible"}


def change(file, *pairs):
    """What a site did to one file: texts of the good bundle, and what stands there instead."""
    text = BASE[file]
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return {file: text}


def add(file, *rows):
    return {file: BASE[file] + "".join(f"{row}\n" for row in rows)}


OPEN_QUESTION = {**FINE, "0001": "unknown"}
NOBODY = dict.fromkeys(PEOPLE, "unknown")
DRAWN = "subject_id,screening_no,randomised_on,randomisation_no\n"
ROWS = {
    # what was done to some rows, the files, the verdicts OVERALL, rejects, and what is told
    "nothing": ({}, FINE, 0, []),
    "a row of a malignancy has a field too many": (
        add("malignancies", "0001,OTHER,2017-01,,x"),
        OPEN_QUESTION,
        1,
        ["has 5 fields; the header has 4"],
    ),
    "a birth that cannot be right": (
        change("subjects", ("1984-03-02", "1900-01-01")),
        OPEN_QUESTION,
        0,
        ["birth_date 1900-01-01 implausible; expected 10 to 100 years of age at a screening"],
    ),
    "a kidney value in mg/dL without a unit": (
        change("labs", ("0001,2018-04-10,EGFR,90", "0001,2018-04-10,EGFR,0.9")),
        OPEN_QUESTION,
        0,
        ["result 0.9 implausible; expected 5 to 200 mL/min/1.73m2; looks like creatinine in mg/dL"],
    ),
    "slips of units": (
        change(
            "labs",
            ("0001,2018-04-10,EGFR,90", "0001,2018-04-10,EGFR,1.5"),
            ("0002,2018-04-12,EGFR,90", "0002,2018-04-12,EGFR,9000"),
            ("0003,2018-05-01,WBC,6.2", "0003,2018-05-01,WBC,6500"),
        ),
        {**NOBODY, "0003": "eligible"},  # the site says that the white cells do not matter
        0,
        ["eGFR in mL/s", "result 9000 implausible", "looks like a count per microlitre"],
    ),
    "two digits of a year swapped": (
        change("screenings", ("0003,1,2018-05-01", "0003,1,2108-05-01")),
        {"0001": "eligible", "0002": "eligible"},
        1,
        ["screened_on 2108-05-01 key value impossible; expected 2005-01-01 to 2 years after today"],
    ),
    "consent after the randomisation": (
        change("screenings", ("0001,1,2018-04-10,Y,2018-04-10", "0001,1,2018-04-10,Y,2018-06-10"))
        | {"randomisations": f"{DRAWN}0001,1,2018-05-01,1\n"},
        FINE,
        0,
        ["signed after the screening", "signed after the randomisation"],
    ),
    "one randomisation number for two people": (
        {"randomisations": f"{DRAWN}0001,1,2018-06-01,17\n0002,1,2018-06-02,17\n"},
        FINE,
        0,
        ["randomisation_no 17 used for two or more people"],
    ),
    "randomised after a withdrawal": (
        {
            "randomisations": f"{DRAWN}0001,1,2018-05-01,2\n",
            "dispositions": "subject_id,status,on\n0001,WITHDRAWN,2018-04-22\n",
        },
        FINE,
        0,
        ["randomised after WITHDRAWN"],
    ),
    "one id for two people at two sites": (
        add("subjects", "0001,002,F,1990-01-01,2015-01-01,,SPMS")
        | add("labs", "0001,2018-04-09,HIV,POS,")
        | add("therapies", "0001,rituximab,IV,2018-03-20,2018-03-20"),
        OPEN_QUESTION,
        1,
        ["0001 is the id of two people (001, 002); nothing recorded under this id is assessed"],
    ),
    "one person under two ids": (
        add("subjects", "0009,002,M,1984-03-02,2012-09-01,2013-01-01,RRMS"),
        FINE,
        0,
        ["may be one person: "],
    ),
    "dates carry times": (
        change("therapies", ("2018-01-31", "2018-01-31T00:00:00")) | change("edss", (",4.0", " 09:30,4.0")),
        FINE,
        0,
        [],
    ),
}
"""All of them are one bundle: each has its three people, whose ids begin with its letter."""
FILES = {
    # what was done to whole files, the files, the verdicts OVERALL, rejects, and what the terminal says
    "the relapses were forgotten, and a spreadsheet left rows of commas": (
        {"relapses": None, **add("sites", ",,,", " , ,,")},
        NOBODY,
        0,
        ["relapses.csv is not in the bundle; 3 screenings say their relapse history is complete"],
    ),
    "one file writes its ids otherwise": (
        change("relapses", ("000", "MES-000")),
        NOBODY,
        3,
        ["relapses.csv: none of its 3 people is in subjects.csv; ids there look like 0001, here like MES-0001"],
    ),
    "one site codes otherwise": (
        change("subjects", (",M,", ",Male,"))
        | change("labs", ("NEG", "Negative"))
        | change("screenings", ("Y,Y,Y,Y,N,N,N,N,N,N,Y", "Yes,Yes,Yes,Yes,No,No,No,No,No,No,Yes")),
        NOBODY,
        0,
        [
            'subjects.csv sex: "Male" cannot be read; expected F or M: 3 rows (lines 2, 3, 4)',
            'screenings.csv mds_history: "No" cannot be read; expected Y, N or U: 3 rows',
            'labs.csv result: "Negative" cannot be read',
        ],
    ),
}
REFUSED = {
    # what was done, the files, the message
    "dates that fit both ways": (
        {"edss": "subject_id,assessed_on,score\n0001,03/04/2018,4.0\n0002,05/06/2018,4.0\n0003,02/03/2018,4.0\n"},
        "edss.csv assessed_on: 3 dates as 03/04/2018 fit day/month and month/day",
    ),
    "a file in capitals": (
        {"malignancies": None, "Malignancies": BASE["malignancies"]},
        "Malignancies.csv: almost the name",
    ),
    "an id that became a number": (change("relapses", ("0001", "1.23E+13")), "relapses.csv line 2: subject_id"),
    "the sequence in a value": (
        {"randomisations": "subject_id,screening_no,randomised_on,stratum\n0001,1,2018-05-01,MSC_FIRST\n"},
        "randomisations.csv line 2 stratum: this value shows who received what",
    ),
}
OVERALL = """
select screenings.subject_id, verdicts.status
from verdicts
join screenings using (screening_key)
where verdicts.ruleset = 'registry' and verdicts.basis = 'THEN'
"""


def write(folder: Path, files: dict[str, str | None]) -> Path:
    folder.mkdir()
    for name, text in {**BASE, **files}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def merge():
    """One bundle of all cases in ROWS: the ids of each begin with its letter, births are a year of its own."""
    merged: dict[str, list[str]] = {}
    for place, (files, *_) in enumerate(ROWS.values()):
        for name, text in {**BASE, **files}.items():
            own = re.sub(r"\b(000\d)\b", rf"{ascii_uppercase[place]}\1", text)
            own = re.sub(r"\b19[78]\d-", f"{1970 + place}-", own)
            header, *rows = own.splitlines(keepends=True)
            merged.setdefault(name, [header]).extend(rows if name != "sites" or not place else [])
    return {name: "".join(rows) for name, rows in merged.items()}


def fetch(cut, sql, *values):
    return cut.cursor().execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("merged")
    cut = open_cut(import_bundle(write(folder / "bundle", merge()), folder / "store", as_of=AS_OF).path)
    yield cut
    cut.close()


@pytest.mark.parametrize(("letter", "name"), tuple(zip(ascii_uppercase, ROWS, strict=False)))
def test_what_a_site_did_to_a_row_changes_who_is_judged_and_is_told(merged, letter, name):
    _, verdicts, rejects, text = ROWS[name]
    own = "where subject_id[1] = ?"
    findings = fetch(merged, f"""select concat_ws(' ', "column", value, reason) from findings {own}""", letter)
    rejected = fetch(merged, f"""select concat_ws(' ', "column", value, reason) from rejects {own}""", letter)
    said = "\n".join(line for (line,) in (*findings, *rejected))
    assert [line for line in text if line not in said] == []
    assert bool(said) == bool(text)
    assert len(rejected) == rejects
    assert {who[1:]: status.lower() for who, status in fetch(merged, OVERALL) if who[0] == letter} == verdicts


@pytest.mark.parametrize("name", every(3, list(FILES)))
def test_what_a_site_did_to_a_file_changes_who_is_judged_and_is_told(tmp_path, name):
    files, verdicts, rejects, text = FILES[name]
    info = import_bundle(write(tmp_path / "bundle", files), tmp_path / "store", as_of=AS_OF)
    said = summarise_import(info)
    assert [line for line in text if line not in said] == []
    assert info.rejects == rejects
    cut = open_cut(info.path)
    assert {who: status.lower() for who, status in fetch(cut, OVERALL)} == verdicts
    cut.close()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_apart_or_may_not_come_in_is_refused(tmp_path, name):
    files, message = REFUSED[name]
    with pytest.raises(MesemsError) as caught:
        import_bundle(write(tmp_path / "bundle", files), tmp_path / "store", as_of=AS_OF)
    assert caught.value.message.startswith(message)
    assert not list((tmp_path / "store").glob("*.duckdb"))
