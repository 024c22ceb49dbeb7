"""The registry rule set as plain pandas over stored facts, column by column with nullable booleans (Kleene logic).

The lists of a facts row (EDSS assessments, documented relapses) come as frames of their own, one row an item, so that
pandas is not slowed down by Python objects.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.bench.polars_pipeline import BITS

BOOLEANS = (
    "hiv",
    "hbsag",
    "hcv_antibody",
    "hcv_rna",
    "bands",
    "pregnant",
    "other_malignancy",
    "childbearing_potential",
    "contraception_agreed",
    "active_infection",
    "life_limiting_comorbidity",
    "mds_history",
    "haematologic_history",
    "wbc_clinically_relevant",
    "renal_failure",
    "mri_possible",
    "consent_able",
)


def judge(facts: pd.DataFrame, scores: pd.DataFrame, relapses: pd.DataFrame) -> pd.DataFrame:
    """One row per row of `facts`: screening_key, status, fails, unknown.

    `scores` has screening_key, lo, score (certain assessments, full dates); `relapses` screening_key, lo, is_certain.
    """
    frame = facts.set_index("screening_key")
    frame[list(BOOLEANS)] = frame[list(BOOLEANS)].astype("boolean")
    return _verdicts(_criteria(frame, scores, relapses))


def _decided(true: pd.Series, false: pd.Series) -> pd.Series:
    answer = pd.Series(pd.NA, index=true.index, dtype="boolean")
    answer[false] = False
    answer[true] = True
    return answer


def _since(frame: pd.DataFrame, name: str, start: pd.Series) -> pd.Series:
    return _decided(frame[f"{name}_lo"] >= start, frame[f"{name}_hi"] < start)


def _months(frame: pd.DataFrame, count: int) -> pd.Series:
    return frame["reference_on"] - pd.DateOffset(months=count)


def _days(frame: pd.DataFrame, count: int) -> pd.Series:
    return frame["reference_on"] - pd.Timedelta(days=count)


def _criteria(frame: pd.DataFrame, scores: pd.DataFrame, relapses: pd.DataFrame) -> dict[str, pd.Series]:
    """A nullable boolean per counted criterion: True counts against the person."""
    return {
        "I1": ~_active(frame, _rise(frame, scores), _two_relapses(frame, relapses)),
        "I2": ~(_age_at_least(frame, 18) & ~_age_at_least(frame, 51)),
        "I3": ~_duration(frame),
        "I4": ~(_score_test(frame, ge=3.0) & ~_score_test(frame, ge=6.75)),
        "E4": frame["hiv"] | frame["hbsag"] | (frame["hcv_antibody"] & frame["hcv_rna"]) | frame["active_infection"],
        "E5": _since(frame, "immunosuppressant", _months(frame, 3)),
        "E6": _since(frame, "platform", _days(frame, 30)),
        "E7": _since(frame, "steroid", _days(frame, 30)),
        "E8": _since(frame, "relapse", _days(frame, 60)),
        "E9": frame["other_malignancy"] | _since(frame, "remission", _months(frame, 12)),
        "E10": frame["life_limiting_comorbidity"],
        "E11": frame["mds_history"] | frame["haematologic_history"] | _white_cells(frame),
        "E12": _is(frame["sex"], "F")
        & (frame["pregnant"] | (frame["childbearing_potential"] & ~frame["contraception_agreed"])),
        "E13": _filtration(frame) | frame["renal_failure"] | ~frame["mri_possible"],
        "E14": ~frame["consent_able"],
    }


def _is(column: pd.Series, value: str) -> pd.Series:
    return _decided(column == value, column.notna() & (column != value))


def _rise(frame: pd.DataFrame, scores: pd.DataFrame) -> pd.Series:
    year_ago = _months(frame, 12).rename("start")
    rows = scores.join(year_ago, on="screening_key").sort_values(["screening_key", "lo"])
    latest = rows.groupby("screening_key").tail(1).set_index("screening_key")
    first = rows[rows["lo"] >= rows["start"]].groupby("screening_key").head(1).set_index("screening_key")
    score, earlier = latest["score"].reindex(frame.index), first["score"].reindex(frame.index)
    has_two = first["lo"].reindex(frame.index) < latest["lo"].reindex(frame.index)
    known = has_two & score.notna() & earlier.notna()
    enough = (score - earlier) >= np.where(score <= 5.0, 1.0, 0.5)
    return _decided(known & enough, known & ~enough)


def _two_relapses(frame: pd.DataFrame, relapses: pd.DataFrame) -> pd.Series:
    rows = relapses.join(_months(frame, 24).rename("start"), on="screening_key")
    rows = rows[rows["lo"] >= rows["start"]]
    return _decided(
        _spread(rows[rows["is_certain"]], frame.index) >= pd.Timedelta(days=30),
        frame["relapse_list_complete"].astype("boolean").fillna(value=False).astype(bool)
        & (_spread(rows, frame.index) < pd.Timedelta(days=30)),
    )


def _spread(rows: pd.DataFrame, index: pd.Index) -> pd.Series:
    grouped = rows.groupby("screening_key")["lo"]
    return (grouped.max() - grouped.min()).reindex(index).fillna(pd.Timedelta(0))


def _active(frame: pd.DataFrame, rise: pd.Series, two: pd.Series) -> pd.Series:
    year = _decided(frame["therapy_days_min"] >= 365, frame["therapy_days_max"] < 365)
    relapse = _since(frame, "documented", _months(frame, 12))
    lesion = _since(frame, "gel", _months(frame, 12))
    relapsing = year & (relapse | two | lesion)
    secondary = year & rise & (relapse | lesion)
    primary = rise & lesion & frame["bands"]
    every = (relapsing & secondary & primary).fillna(value=False).astype(bool)
    none = (~(relapsing | secondary | primary)).fillna(value=False).astype(bool)
    answer = _decided(every, none)
    for subtype, branch in (("RRMS", relapsing), ("SPMS", secondary), ("PPMS", primary)):
        answer = answer.mask(frame["subtype"] == subtype, branch)
    return answer.mask(frame["subtype"] == "CIS", other=False)


def _age_at_least(frame: pd.DataFrame, years: int) -> pd.Series:
    def completed(birth: pd.Series) -> pd.Series:
        today = frame["reference_on"]
        before_birthday = (today.dt.month * 100 + today.dt.day) < (birth.dt.month * 100 + birth.dt.day)
        return today.dt.year - birth.dt.year - before_birthday

    return _decided(completed(frame["birth_hi"]) >= years, completed(frame["birth_lo"]) < years)


def _duration(frame: pd.DataFrame) -> pd.Series:
    def after(column: str, years: int) -> pd.Series:
        return frame[column] + pd.DateOffset(years=years)

    today = frame["reference_on"]
    long_enough = _decided(after("onset_hi", 2) <= today, after("onset_lo", 2) > today)
    short_enough = _decided(after("onset_lo", 10) >= today, after("onset_hi", 10) < today)
    return long_enough & short_enough


def _score_test(frame: pd.DataFrame, *, ge: float) -> pd.Series:
    return _decided(frame["edss_min"] >= ge, frame["edss_max"] < ge)


def _white_cells(frame: pd.DataFrame) -> pd.Series:
    normal = (frame["wbc_lo"] >= 4.0) & (frame["wbc_hi"] <= 11.0)
    return frame["wbc_clinically_relevant"].mask(frame["wbc_clinically_relevant"].isna() & normal, other=False)


def _filtration(frame: pd.DataFrame) -> pd.Series:
    return _decided(frame["egfr_hi"] < 60, frame["egfr_lo"] >= 60)


def _verdicts(criteria: dict[str, pd.Series]) -> pd.DataFrame:
    index = criteria["I1"].index
    fails, unknown = np.zeros(len(index), dtype="uint32"), np.zeros(len(index), dtype="uint32")
    for name, answer in criteria.items():
        fails |= answer.fillna(value=False).to_numpy(dtype=bool).astype("uint32") << BITS[name]
        unknown |= answer.isna().to_numpy(dtype=bool).astype("uint32") << BITS[name]
    status = np.where(fails > 0, "ineligible", np.where(unknown > 0, "unknown", "eligible"))
    return pd.DataFrame({"screening_key": index, "status": status, "fails": fails, "unknown": unknown})
