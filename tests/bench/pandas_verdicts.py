"""The registry rule set as plain pandas over stored facts, column by column with nullable booleans (Kleene logic).

The lists of a facts row (EDSS assessments, documented relapses) come as frames of their own, one row an item, so that
pandas is not slowed down by Python objects.
"""

from __future__ import annotations

from functools import cache, reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mesems_dash.vocabulary import BITS, LEAF_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping

Path = tuple[pd.Series, ...]
"""The answers from a leaf up to its criterion; True counts against the person, NA is unknown."""

BOOLEANS = (
    "hiv",
    "hbsag",
    "hepatitis_c",
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
    """One row per row of `facts`: screening_key, status, and the masks of criteria and leaves as in `verdicts`.

    `scores` has screening_key, lo, score (certain assessments, full dates); `relapses` screening_key, lo, is_certain.
    """
    frame = facts.set_index("screening_key")
    frame[list(BOOLEANS)] = frame[list(BOOLEANS)].astype("boolean")
    active, branches = _activity(frame, scores, relapses)
    paths = {**active, **_limits(frame), **_exclusions(frame)}
    return _verdicts(frame, paths, {f"E{place}": branch for place, branch in enumerate(branches, start=1)})


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


def _limits(frame: pd.DataFrame) -> dict[str, Path]:
    """I2 to I4: for every leaf the answers from the leaf up to its criterion; True counts against the person."""
    criteria = {
        "I2": {"I2.LOWER": ~_age_at_least(frame, 18), "I2.UPPER": _age_at_least(frame, 51)},
        "I3": _duration(frame),
        "I4": {
            "I4.LOWER": _decided(frame["edss_max"] < 3.0, frame["edss_min"] >= 3.0),
            "I4.UPPER": _decided(frame["edss_min"] > 6.5, frame["edss_max"] <= 6.5),
        },
    }
    return {
        leaf: (answer, reduce(or_, leaves.values())) for leaves in criteria.values() for leaf, answer in leaves.items()
    }


def _exclusions(frame: pd.DataFrame) -> dict[str, Path]:
    criteria = {
        "E4": {
            "E4.HIV": frame["hiv"],
            "E4.HBV": frame["hbsag"],
            "E4.HCV": frame["hepatitis_c"],
            "E4.OTHER": frame["active_infection"],
        },
        "E5": {"E5.IMMUNOSUPPRESSANT": _since(frame, "immunosuppressant", _months(frame, 3))},
        "E6": {"E6.PLATFORM": _since(frame, "platform", _days(frame, 30))},
        "E7": {"E7.STEROID": _since(frame, "steroid", _days(frame, 30))},
        "E8": {"E8.RELAPSE": _since(frame, "relapse", _days(frame, 60))},
        "E9": {
            "E9.OTHER": frame["other_malignancy"],
            "E9.REMISSION": _since(frame, "remission", _months(frame, 12)),
        },
        "E10": {"E10.COMORBIDITY": frame["life_limiting_comorbidity"]},
        "E11": {
            "E11.MYELODYSPLASIA": frame["mds_history"],
            "E11.HAEMATOLOGIC": frame["haematologic_history"],
            "E11.WHITE_CELLS": _white_cells(frame),
        },
        "E13": {
            "E13.EGFR": _decided(frame["egfr_hi"] < 60, frame["egfr_lo"] >= 60),
            "E13.RENAL_FAILURE": frame["renal_failure"],
            "E13.MRI": ~frame["mri_possible"],
        },
        "E14": {"E14.CONSENT": ~frame["consent_able"]},
    }
    paths = {
        leaf: (answer, reduce(or_, leaves.values())) for leaves in criteria.values() for leaf, answer in leaves.items()
    }
    return paths | _reproduction(frame)


def _reproduction(frame: pd.DataFrame) -> dict[str, Path]:
    unwilling = frame["childbearing_potential"] & ~frame["contraception_agreed"]
    oldest = _days(frame, 180)
    fresh = frame["pregnant"].mask(frame["pregnant_on_lo"] < oldest)
    has_positive = (frame["pregnant_positive_hi"] >= oldest).fillna(value=False)
    is_excused = (~frame["childbearing_potential"]).fillna(value=False) & ~has_positive
    pregnant = fresh.mask(fresh.isna() & is_excused, other=False)
    either = pregnant | unwilling
    excluded = _is(frame["sex"], "F") & either
    return {
        "E12.PREGNANT": (pregnant, either, excluded),
        "E12.CONTRACEPTION": (unwilling, either, excluded),
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


def _activity(
    frame: pd.DataFrame, scores: pd.DataFrame, relapses: pd.DataFrame
) -> tuple[dict[str, Path], list[pd.Series]]:
    """I1: paths of its leaves, and E1 to E3, which restate it."""
    year = ~_decided(frame["therapy_days_min"] >= 365, frame["therapy_days_max"] < 365)
    relapse = ~_since(frame, "documented", _months(frame, 12))
    lesion = ~_since(frame, "gel", _months(frame, 12))
    rise, two, bands = ~_rise(frame, scores), ~_two_relapses(frame, relapses), ~frame["bands"]
    any_activity, either = relapse & two & lesion, relapse & lesion
    branches = {"RRMS": year | any_activity, "SPMS": year | rise | either, "PPMS": rise | lesion | bands}
    failed = _choose_branch(frame, branches)
    parts = {
        "RRMS": {
            "THERAPY": (year,),
            "ONE_RELAPSE": (relapse, any_activity),
            "TWO_RELAPSES": (two, any_activity),
            "GEL": (lesion, any_activity),
        },
        "SPMS": {"THERAPY": (year,), "EDSS_RISE": (rise,), "RELAPSE": (relapse, either), "GEL": (lesion, either)},
        "PPMS": {"EDSS_RISE": (rise,), "GEL": (lesion,), "BANDS": (bands,)},
    }
    applies = {subtype: frame["subtype"].isna() | (frame["subtype"] == subtype) for subtype in branches}
    paths = {
        f"I1.{subtype}.{name}": (*path, branches[subtype].where(applies[subtype], other=False), failed)
        for subtype, leaves in parts.items()
        for name, path in leaves.items()
    }
    none = {"I1.CIS": (_is(frame["subtype"], "CIS").fillna(value=False), failed)}
    return none | paths, [_is(frame["subtype"], subtype) & branch for subtype, branch in branches.items()]


def _choose_branch(frame: pd.DataFrame, branches: dict[str, pd.Series]) -> pd.Series:
    """Whether I1 fails: in the branch of the subtype, or by all three agreeing where it is not recorded."""
    every, none = reduce(and_, branches.values()), ~reduce(or_, branches.values())
    failed = _decided(every.fillna(value=False).astype(bool), none.fillna(value=False).astype(bool))
    for subtype, branch in branches.items():
        failed = failed.mask(frame["subtype"] == subtype, branch)
    return failed.mask(frame["subtype"] == "CIS", other=True)


def _age_at_least(frame: pd.DataFrame, years: int) -> pd.Series:
    def completed(birth: pd.Series) -> pd.Series:
        today = frame["reference_on"]
        before_birthday = (today.dt.month * 100 + today.dt.day) < (birth.dt.month * 100 + birth.dt.day)
        return today.dt.year - birth.dt.year - before_birthday

    return _decided(completed(frame["birth_hi"]) >= years, completed(frame["birth_lo"]) < years)


def _duration(frame: pd.DataFrame) -> dict[str, pd.Series]:
    def after(column: str, years: int) -> pd.Series:
        return frame[column] + pd.DateOffset(years=years)

    today = frame["reference_on"]
    return {
        "I3.LOWER": _decided(after("onset_lo", 2) > today, after("onset_hi", 2) <= today),
        "I3.UPPER": _decided(after("onset_hi", 10) < today, after("onset_lo", 10) >= today),
    }


def _white_cells(frame: pd.DataFrame) -> pd.Series:
    normal = (frame["wbc_lo"] >= 4.0) & (frame["wbc_hi"] <= 11.0)
    return frame["wbc_clinically_relevant"].mask(frame["wbc_clinically_relevant"].isna() & normal, other=False)


def _verdicts(frame: pd.DataFrame, paths: dict[str, Path], derived: dict[str, pd.Series]) -> pd.DataFrame:
    criteria = {leaf.split(".")[0]: path[-1] for leaf, path in paths.items()}
    read = cache(lambda place: _split(columns[place]))
    columns = {id(answer): answer for path in paths.values() for answer in path}
    masks = {
        "fails": _mask({name: _split(answer)[0] for name, answer in criteria.items()}, BITS),
        "unknown": _mask({name: _split(answer)[1] for name, answer in criteria.items()}, BITS),
        "derived_fails": _mask({name: _split(answer)[0] for name, answer in derived.items()}, BITS),
        "derived_unknown": _mask({name: _split(answer)[1] for name, answer in derived.items()}, BITS),
    }
    for place, name in enumerate(("leaf_fails", "leaf_unknown")):
        through = {leaf: reduce(and_, (read(id(answer))[place] for answer in path)) for leaf, path in paths.items()}
        masks[name] = _mask(through, LEAF_BITS)
    status = np.where(masks["fails"] > 0, "ineligible", np.where(masks["unknown"] > 0, "unknown", "eligible"))
    return pd.DataFrame({"screening_key": frame.index, "status": status, **masks})


def _split(answer: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Where an answer is surely yes, and where it is unknown."""
    return answer.fillna(value=False).to_numpy(dtype=bool), answer.isna().to_numpy(dtype=bool)


def _mask(answers: dict[str, np.ndarray], bits: Mapping[str, int]) -> np.ndarray:
    mask = np.zeros(len(next(iter(answers.values()))), dtype="uint64")
    for name, answer in answers.items():
        mask |= answer.astype("uint64") << np.uint64(bits[name])
    return mask
