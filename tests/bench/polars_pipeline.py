"""The same judgement as the registry rule set, as a plain polars pipeline over the same typed tables.

Written by hand from the criteria, for full dates, without the generality of facts and rule sets: what a good analyst
would write for one protocol. It is what the compiled SQL is measured against, and both must agree on every screening.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import polars as pl

from mesems_dash.vocabulary import BITS, LEAF_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars import DataFrame, Expr, LazyFrame

NEVER = pl.date(1, 1, 1)
REFERENCE = pl.col("reference_on")

Path = tuple["Expr", ...]
"""The answers from a leaf up to its criterion; True counts against the person, null is unknown."""


def judge(tables: Mapping[str, DataFrame]) -> DataFrame:
    """One row per screening: screening_key, status, and the masks of criteria and leaves as in `verdicts`."""
    lazy = {name: frame.lazy() for name, frame in tables.items()}
    anchors = lazy["screenings"].select("screening_key", "subject_key", "reference_on")
    facts = lazy["screenings"].join(
        lazy["subjects"].select("subject_key", "sex", "birth_lo", "onset_lo", "childbearing_potential"),
        on="subject_key",
        how="left",
    )
    for part in (
        _relapse_facts(_before(anchors, lazy["relapses"], "onset_lo")),
        _scan_facts(_before(anchors, lazy["mri"], "scanned_lo")),
        _score_facts(_before(anchors, lazy["edss"], "assessed_lo")),
        _drug_facts(_before(anchors, lazy["therapies"], "started_lo"), lazy["drug_classes"]),
        _lab_facts(_before(anchors, lazy["labs"], "collected_lo")),
        _malignancy_facts(_before(anchors, lazy["malignancies"], "diagnosed_lo")),
    ):
        facts = facts.join(part, on="screening_key", how="left")
    return _verdicts(_activity(facts)).collect()


def _before(anchors: LazyFrame, events: LazyFrame, day: str) -> LazyFrame:
    """Events up to the reference date, one row per screening and event."""
    return anchors.join(events, on="subject_key").filter(pl.col(day) <= REFERENCE)


def _latest(day: str, where: Expr, name: str) -> Expr:
    return pl.col(day).filter(where).max().alias(name)


def _relapse_facts(rows: LazyFrame) -> LazyFrame:
    in_two_years = pl.col("onset_lo") >= REFERENCE.dt.offset_by("-24mo")
    surely, maybe = pl.col("documented").fill_null(value=False), pl.col("documented").fill_null(value=True)
    return rows.group_by("screening_key").agg(
        _latest("onset_lo", surely, "documented_lo"),
        _latest("onset_lo", maybe, "documented_hi"),
        pl.col("onset_lo").max().alias("relapse_on"),
        _spread("onset_lo", surely & in_two_years, "surely_apart"),
        _spread("onset_lo", maybe & in_two_years, "maybe_apart"),
    )


def _spread(day: str, where: Expr, name: str) -> Expr:
    chosen = pl.col(day).filter(where)
    return (chosen.max() - chosen.min()).dt.total_days().alias(name)


def _scan_facts(rows: LazyFrame) -> LazyFrame:
    contrast, count = pl.col("gadolinium"), pl.col("gel_count")
    lesion = (contrast.fill_null(value=True) & (count >= 1)).fill_null(value=False)
    none = ((count == 0) & contrast).fill_null(value=False)
    return rows.group_by("screening_key").agg(
        _latest("scanned_lo", lesion, "gel_lo"), _latest("scanned_lo", ~none, "gel_hi")
    )


def _score_facts(rows: LazyFrame) -> LazyFrame:
    in_year = pl.col("assessed_lo") >= REFERENCE.dt.offset_by("-12mo")
    latest = rows.group_by("screening_key").agg(
        pl.col("score").get(pl.col("assessed_lo").arg_max()).alias("edss"),
        pl.col("assessed_lo").max().alias("edss_on"),
    )
    first = (
        rows.filter(in_year)
        .group_by("screening_key")
        .agg(
            pl.col("score").get(pl.col("assessed_lo").arg_min()).alias("first_edss"),
            pl.col("assessed_lo").min().alias("first_edss_on"),
        )
    )
    return latest.join(first, on="screening_key", how="left")


def _drug_facts(rows: LazyFrame, classes: LazyFrame) -> LazyFrame:
    """Last doses by class and days of therapy; the class of a row is looked up, `maybe` where it is unidentified."""
    treated = rows.join(classes, on=("drug", "atc", "route"), how="left", nulls_equal=True).with_columns(
        last_dose=pl.min_horizontal(pl.col("ended_lo").fill_null(REFERENCE), REFERENCE)
    )
    doses = treated.group_by("screening_key").agg(
        *(
            _latest("last_dose", pl.col(name).is_in(answers), f"{name}_{end}")
            for name in ("immunosuppressant", "platform", "steroid")
            for end, answers in (("lo", ["Y"]), ("hi", ["Y", "M"]))
        )
    )
    listed = treated.filter(pl.col("listed") != "N").sort("screening_key", "started_lo")
    days = _union_of_days(listed, "therapy_days_max").join(
        _union_of_days(listed.filter(pl.col("listed") == "Y"), "therapy_days_min"), on="screening_key", how="left"
    )
    return doses.join(days, on="screening_key", how="left")


def _union_of_days(rows: LazyFrame, name: str) -> LazyFrame:
    """Days covered by at least one row, the reference day not among them; rows are sorted by their start."""
    spans = rows.with_columns(last=pl.min_horizontal(pl.col("last_dose"), REFERENCE - pl.duration(days=1)))
    reached = pl.col("last").cum_max().shift(1).over("screening_key")
    begin = pl.max_horizontal(pl.col("started_lo"), reached + pl.duration(days=1))
    length = (pl.col("last") - begin).dt.total_days() + 1
    counted = spans.with_columns(length=length.clip(lower_bound=0))
    return counted.group_by("screening_key").agg(pl.col("length").sum().alias(name))


def _lab_facts(rows: LazyFrame) -> LazyFrame:
    """The latest result of each test as columns, named by the test, and whether HIV was ever positive."""
    done = rows.filter(pl.col("result").is_null() | (pl.col("result") != "ND"))
    hiv = done.filter(pl.col("test") == "HIV").group_by("screening_key")
    facts = hiv.agg((pl.col("result") == "POS").any().alias("hiv_ever"))
    for test in ("EGFR", "WBC"):
        facts = facts.join(
            _latest_result(done, test, pl.col("value_lo")), on="screening_key", how="full", coalesce=True
        )
    for test in ("HIV", "HBSAG", "HCVAB", "HCVRNA", "HCG", "CSF_OCB"):
        latest = _latest_result(done, test, pl.col("result") == "POS")
        facts = facts.join(latest, on="screening_key", how="full", coalesce=True)
    return facts


def _latest_result(rows: LazyFrame, test: str, result: Expr) -> LazyFrame:
    of_test = rows.filter(pl.col("test") == test)
    return of_test.group_by("screening_key").agg(
        result.get(pl.col("collected_lo").arg_max()).alias(test.lower()),
        pl.col("collected_lo").max().alias(f"{test.lower()}_on"),
    )


def _malignancy_facts(rows: LazyFrame) -> LazyFrame:
    is_other = pl.col("type") == "OTHER"
    since = pl.when(pl.col("remission_lo") <= REFERENCE).then(pl.col("remission_lo")).otherwise(pl.date(9999, 12, 31))
    return rows.group_by("screening_key").agg(
        is_other.any().alias("other_malignancy"), since.filter(~is_other).max().alias("remission_on")
    )


# ---------------------------------------------------------------- from facts to answers


def _since(lo: Expr, hi: Expr, complete: str, start: Expr) -> Expr:
    """Was the latest such event on or after `start`? True, False or null, as the three-valued test says."""
    latest = pl.when(pl.col(complete).fill_null(value=False)).then(hi.fill_null(NEVER)).otherwise(REFERENCE)
    return pl.when(lo.fill_null(NEVER) >= start).then(pl.lit(value=True)).when(latest < start).then(pl.lit(value=False))


def _dose_since(name: str, start: Expr) -> Expr:
    return _since(pl.col(f"{name}_lo"), pl.col(f"{name}_hi"), "therapy_history_complete", start)


def _months(count: int) -> Expr:
    return REFERENCE.dt.offset_by(f"-{count}mo")


def _days(count: int) -> Expr:
    return REFERENCE - pl.duration(days=count)


def _activity(facts: LazyFrame) -> LazyFrame:
    """The parts of I1."""
    documented = (pl.col("documented_lo"), pl.col("documented_hi"), "relapse_history_complete")
    most = pl.when(pl.col("therapy_history_complete").fill_null(value=False))
    most_days = most.then(pl.col("therapy_days_max").fill_null(0)).otherwise(36500)
    rise = pl.col("edss") - pl.col("first_edss")
    needed = pl.when(pl.col("edss") <= 5.0).then(1.0).otherwise(0.5)
    return facts.with_columns(
        year=pl.when(pl.col("therapy_days_min").fill_null(0) >= 365)
        .then(pl.lit(value=True))
        .when(most_days < 365)
        .then(pl.lit(value=False)),
        one_relapse=_since(*documented, _months(12)),
        two_relapses=pl.when(pl.col("surely_apart") >= 30)
        .then(pl.lit(value=True))
        .when(pl.col("relapse_history_complete").fill_null(value=False) & (pl.col("maybe_apart").fill_null(0) < 30))
        .then(pl.lit(value=False)),
        lesion=_since(pl.col("gel_lo"), pl.col("gel_hi"), "mri_history_complete", _months(12)),
        rise=pl.when(pl.col("first_edss_on") < pl.col("edss_on")).then(rise >= needed),
    )


def _paths() -> dict[str, Path]:
    """For every leaf the answers from the leaf up to its criterion."""
    criteria = {
        "I2": {"I2.LOWER": _age() < 18, "I2.UPPER": _age() > 50},
        "I3": {
            "I3.LOWER": pl.col("onset_lo").dt.offset_by("2y") > REFERENCE,
            "I3.UPPER": pl.col("onset_lo").dt.offset_by("10y") < REFERENCE,
        },
        "I4": {"I4.LOWER": pl.col("edss") < 3.0, "I4.UPPER": pl.col("edss") > 6.5},
        "E4": {
            "E4.HIV": _hiv(),
            "E4.HBV": pl.col("hbsag"),
            "E4.HCV": _hepatitis_c(),
            "E4.OTHER": pl.col("active_infection"),
        },
        "E5": {"E5.IMMUNOSUPPRESSANT": _dose_since("immunosuppressant", _months(3))},
        "E6": {"E6.PLATFORM": _dose_since("platform", _days(30))},
        "E7": {"E7.STEROID": _dose_since("steroid", _days(30))},
        "E8": {"E8.RELAPSE": _since(pl.col("relapse_on"), pl.col("relapse_on"), "relapse_history_complete", _days(60))},
        "E9": _malignancy(),
        "E10": {"E10.COMORBIDITY": pl.col("life_limiting_comorbidity")},
        "E11": {
            "E11.MYELODYSPLASIA": pl.col("mds_history"),
            "E11.HAEMATOLOGIC": pl.col("haematologic_history"),
            "E11.WHITE_CELLS": _white_cells(),
        },
        "E13": {
            "E13.EGFR": pl.col("egfr") < 60,
            "E13.RENAL_FAILURE": pl.col("renal_failure"),
            "E13.MRI": ~pl.col("mri_possible"),
        },
        "E14": {"E14.CONSENT": ~pl.col("consent_able")},
    }
    simple = {
        leaf: (answer, reduce(or_, leaves.values())) for leaves in criteria.values() for leaf, answer in leaves.items()
    }
    return _activity_paths() | simple | _reproduction()


def _branches() -> dict[str, Expr]:
    """How I1 fails, by subtype."""
    year, relapse, two, lesion = (~pl.col(name) for name in ("year", "one_relapse", "two_relapses", "lesion"))
    rise, bands = ~pl.col("rise"), ~pl.col("csf_ocb")
    return {
        "RRMS": year | (relapse & two & lesion),
        "SPMS": year | rise | (relapse & lesion),
        "PPMS": rise | lesion | bands,
    }


def _activity_paths() -> dict[str, Path]:
    year, relapse, two, lesion = (~pl.col(name) for name in ("year", "one_relapse", "two_relapses", "lesion"))
    rise, bands = ~pl.col("rise"), ~pl.col("csf_ocb")
    parts = {
        "RRMS": {
            "THERAPY": (year,),
            "ONE_RELAPSE": (relapse, relapse & two & lesion),
            "TWO_RELAPSES": (two, relapse & two & lesion),
            "GEL": (lesion, relapse & two & lesion),
        },
        "SPMS": {
            "THERAPY": (year,),
            "EDSS_RISE": (rise,),
            "RELAPSE": (relapse, relapse & lesion),
            "GEL": (lesion, relapse & lesion),
        },
        "PPMS": {"EDSS_RISE": (rise,), "GEL": (lesion,), "BANDS": (bands,)},
    }
    failed = _choose_branch()
    applies = {subtype: pl.col("subtype").eq(subtype).fill_null(value=True) for subtype in parts}
    paths = {
        f"I1.{subtype}.{name}": (
            *path,
            pl.when(applies[subtype]).then(_branches()[subtype]).otherwise(pl.lit(value=False)),
            failed,
        )
        for subtype, leaves in parts.items()
        for name, path in leaves.items()
    }
    return paths | {"I1.CIS": (pl.col("subtype").eq("CIS").fill_null(value=False), failed)}


def _choose_branch() -> Expr:
    """Whether I1 fails: in the branch of the subtype, or by all three agreeing where it is not recorded."""
    branches = _branches()
    unrecorded = (
        pl.when(reduce(and_, branches.values()))
        .then(pl.lit(value=True))
        .when(~reduce(or_, branches.values()))
        .then(pl.lit(value=False))
    )
    chosen = pl.when(pl.col("subtype") == "CIS").then(pl.lit(value=True))
    for subtype, branch in branches.items():
        chosen = chosen.when(pl.col("subtype") == subtype).then(branch)
    return chosen.otherwise(unrecorded)


def _age() -> Expr:
    def month_day(day: Expr) -> Expr:
        return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()

    birth = pl.col("birth_lo")
    had_birthday = month_day(REFERENCE) >= month_day(birth)
    return REFERENCE.dt.year() - birth.dt.year() - pl.when(had_birthday).then(0).otherwise(1)


def _hiv() -> Expr:
    return pl.when(pl.col("hiv_ever")).then(pl.lit(value=True)).otherwise(pl.col("hiv"))


def _malignancy() -> dict[str, Expr]:
    complete = pl.col("malignancy_history_complete").fill_null(value=False)
    none = pl.when(complete).then(pl.lit(value=False))
    recent = pl.col("remission_on").fill_null(NEVER) >= _months(12)
    return {
        "E9.OTHER": pl.when(pl.col("other_malignancy")).then(pl.lit(value=True)).otherwise(none),
        "E9.REMISSION": pl.when(recent).then(pl.lit(value=True)).otherwise(none),
    }


def _hepatitis_c() -> Expr:
    """The made-up people have one antibody test at most: of its day, or later, is the RNA that clears it."""
    is_cleared = ~pl.col("hcvrna") & (pl.col("hcvrna_on") >= pl.col("hcvab_on"))
    is_unmeasured = pl.col("hcvrna_on").is_null()
    return (
        pl.when(pl.col("hcvrna"))
        .then(pl.lit(value=True))
        .when(~pl.col("hcvab") & (is_unmeasured | ~pl.col("hcvrna")))
        .then(pl.lit(value=False))
        .when(pl.col("hcvab") & is_cleared)
        .then(pl.lit(value=False))
    )


def _white_cells() -> Expr:
    is_normal = pl.col("wbc").is_between(4.0, 11.0).fill_null(value=False)
    return pl.coalesce(pl.col("wbc_clinically_relevant"), pl.when(is_normal).then(pl.lit(value=False)))


def _reproduction() -> dict[str, Path]:
    is_fresh = pl.col("hcg_on") >= REFERENCE - pl.duration(days=180)
    fresh = pl.when(is_fresh).then(pl.col("hcg"))
    is_excused = ~pl.col("childbearing_potential") & (fresh.fill_null(value=False).not_())
    pregnant = pl.coalesce(fresh, pl.when(is_excused).then(pl.lit(value=False)))
    unwilling = pl.col("childbearing_potential") & ~pl.col("contraception_agreed")
    excluded = (pl.col("sex") == "F") & (pregnant | unwilling)
    return {
        "E12.PREGNANT": (pregnant, pregnant | unwilling, excluded),
        "E12.CONTRACEPTION": (unwilling, pregnant | unwilling, excluded),
    }


def _verdicts(facts: LazyFrame) -> LazyFrame:
    """Status and masks; every answer that a mask reads is worked out once, as a column."""
    paths = _paths()
    criteria = {leaf.split(".")[0]: path[-1] for leaf, path in paths.items()}
    derived = {
        f"E{place}": pl.col("subtype").eq(subtype) & branch
        for place, (subtype, branch) in enumerate(_branches().items(), start=1)
    }
    steps = {f"{leaf} {step}": answer for leaf, path in paths.items() for step, answer in enumerate(path[:-1])}
    answers = facts.select("screening_key", **criteria, **derived, **steps)
    through = {
        leaf: [*(pl.col(f"{leaf} {step}") for step in range(len(path) - 1)), pl.col(leaf.split(".")[0])]
        for leaf, path in paths.items()
    }
    masks = answers.select(
        "screening_key",
        fails=_mask({name: _is_true(pl.col(name)) for name in criteria}, BITS),
        unknown=_mask({name: pl.col(name).is_null() for name in criteria}, BITS),
        derived_fails=_mask({name: _is_true(pl.col(name)) for name in derived}, BITS),
        derived_unknown=_mask({name: pl.col(name).is_null() for name in derived}, BITS),
        leaf_fails=_mask({leaf: reduce(and_, map(_is_true, path)) for leaf, path in through.items()}, LEAF_BITS),
        leaf_unknown=_mask(
            {leaf: reduce(and_, (answer.is_null() for answer in path)) for leaf, path in through.items()}, LEAF_BITS
        ),
    )
    status = (
        pl.when(pl.col("fails") > 0)
        .then(pl.lit("ineligible"))
        .when(pl.col("unknown") > 0)
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("eligible"))
    )
    return masks.with_columns(status=status)


def _is_true(answer: Expr) -> Expr:
    return answer.fill_null(value=False)


def _mask(answers: Mapping[str, Expr], bits: Mapping[str, int]) -> Expr:
    return pl.sum_horizontal(answer.cast(pl.UInt64) * 2 ** bits[name] for name, answer in answers.items())
