"""The rules as values: a rule set holds criteria, a criterion a tree, a tree tests of facts.

    RuleSet ── Criterion ── node:  All · AnyOf · Not · BySubtype · FailsBranch · Leaf · a test
                                   Within · Total · Spaced · Rise · Age · Duration · Limit · Flag · Category · Never

`loader.py` reads them from TOML, `linter.py` says what is wrong with a file, `compiler.py` turns them into SQL,
`evaluator.py` judges one person by them, `describe.py` puts them into English. All are frozen, so that two equal
tests are one test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from mesems_dash.vocabulary import DERIVED, SUBTYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

Direction: TypeAlias = Literal["inclusion", "exclusion"]

BRANCHES: Final = tuple(subtype for subtype in SUBTYPES if subtype != "CIS")
"""The subtypes that somebody may have whose subtype is not recorded, as far as I1 looks at it."""


# ------------------------------------------------------------------ tests of one fact
@dataclass(frozen=True, slots=True)
class Within:
    """The latest event of a kind lies at most so many months or days before the reference (closed at both ends)."""

    fact: str
    months: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The days under therapy before the reference are at least so many."""

    fact: str
    at_least_days: int


@dataclass(frozen=True, slots=True)
class Spaced:
    """Some two of the events in the window began at least so many days apart."""

    fact: str
    months: int
    apart_days: int


@dataclass(frozen=True, slots=True)
class Rise:
    """The latest score is above the earliest in the window by `rise`; over `up_to_score` by `rise_above`."""

    fact: str
    months: int
    rise: float
    up_to_score: float
    rise_above: float

    def needed(self, latest: float) -> float:
        """Return the rise asked for at a latest score."""
        return self.rise if latest <= self.up_to_score else self.rise_above


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years by month and day, without clamping; exactly one of the two limits is set."""

    fact: str
    at_least_years: int | None = None
    at_most_years: int | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """Start plus so many years is not after (at least), or not before (at most), the reference; one limit is set."""

    fact: str
    at_least_years: int | None = None
    at_most_years: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A number at least, at most, or below a limit (exactly one is set)."""

    fact: str
    at_least: float | None = None
    at_most: float | None = None
    below: float | None = None
    max_age_months: int | None = None
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes or no is as asked; not recorded, a result of `cleared_by` inside its limits stands for no."""

    fact: str
    is_: bool
    max_age_months: int | None = None
    max_age_days: int | None = None
    cleared_by: str | None = None
    normal_from: float | None = None
    normal_to: float | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A code is this one."""

    fact: str
    is_: str


@dataclass(frozen=True, slots=True)
class Never:
    """Never true: the trial takes no such person."""


Test: TypeAlias = Within | Total | Spaced | Rise | Age | Duration | Limit | Flag | Category | Never
TESTS: Final = (Within, Total, Spaced, Rise, Age, Duration, Limit, Flag, Category, Never)


# ------------------------------------------------------------------ the tree
@dataclass(frozen=True, slots=True)
class All:
    """Every part is true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false."""

    part: Node


@dataclass(frozen=True, slots=True)
class BySubtype:
    """The branch of the subtype; of a subtype not recorded, what all of BRANCHES agree on; of another, `otherwise`."""

    branches: tuple[tuple[str, Node], ...]
    otherwise: Node

    def branch(self, subtype: str) -> Node:
        """Return the branch of a subtype."""
        return dict(self.branches).get(subtype, self.otherwise)


@dataclass(frozen=True, slots=True)
class FailsBranch:
    """The subtype is this one and its branch of I1 is false: how E1, E2 and E3 follow from I1."""

    subtype: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a criterion that counts as a reason of its own; `is_expiring`: while true, time alone may end it."""

    id: str
    label: str
    kind: str
    is_expiring: bool
    part: Node


Node: TypeAlias = All | AnyOf | Not | BySubtype | FailsBranch | Leaf | Test


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of I1..I4, E1..E14: `text` is what it says, `reading` how a computer reads it, `source` where it stands."""

    id: str
    direction: Direction
    label: str
    text: str
    reading: str
    source: str
    rule: Node

    @property
    def is_derived(self) -> bool:
        """Whether it only restates I1 and is never counted."""
        return self.id in DERIVED

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its leaves in order, each once."""
        return tuple(dict.fromkeys(node for node in walk(self.rule) if isinstance(node, Leaf)))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All criteria in protocol order; `toml` is the resolved text, nothing left to extend."""

    name: str
    title: str
    version: str
    source: str
    criteria: tuple[Criterion, ...]
    toml: str

    def criterion(self, criterion_id: str) -> Criterion:
        """Return one criterion by id."""
        return next(criterion for criterion in self.criteria if criterion.id == criterion_id)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf of every criterion, in order."""
        return tuple(leaf for criterion in self.criteria for leaf in criterion.leaves)

    @property
    def by_subtype(self) -> BySubtype:
        """The part of I1 that branches by subtype, which E1 to E3 read."""
        return next(node for node in walk(self.criterion("I1").rule) if isinstance(node, BySubtype))


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below one; none below a test."""
    match node:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part) | Leaf(part=part):
            return (part,)
        case BySubtype(branches, otherwise):
            return (*(branch for _, branch in branches), otherwise)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, top down."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


# ------------------------------------------------------------------ what a test may read
@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a rule may read: its kind decides the tests, `column` is the stem of its columns in table `facts`.

    `field` is where the raw value is handed in (file.column), for lists of what is missing.
    """

    name: str
    kind: str
    column: str
    label: str
    field: str


def _catalogue(*facts: Fact) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts}


FACTS: Final = _catalogue(
    Fact("subtype", "category", "subtype", "MS subtype", "screenings.subtype"),
    Fact("sex", "category", "sex", "sex", "subjects.sex"),
    Fact("age", "birth", "birth", "age", "subjects.birth_date"),
    Fact("disease_duration", "onset", "onset", "first symptom", "subjects.onset_date"),
    Fact("therapy_days", "days", "therapy_days", "therapy listed in I1", "therapies.started_on"),
    Fact("latest_documented_relapse", "latest", "documented", "documented relapse", "relapses.documented"),
    Fact("documented_relapses", "relapses", "documented_relapses", "documented relapses", "relapses.documented"),
    Fact("latest_relapse", "latest", "relapse", "relapse", "relapses.onset_on"),
    Fact("latest_gel", "latest", "gel", "scan with a gadolinium-enhancing lesion", "mri.gel_count"),
    Fact("edss_rise", "scores", "edss", "EDSS", "edss.score"),
    Fact("edss", "number", "edss", "EDSS", "edss.score"),
    Fact("last_immunosuppressant", "latest", "immunosuppressant", "immunosuppressant", "therapies.ended_on"),
    Fact("last_platform", "latest", "platform", "interferon beta or glatiramer", "therapies.ended_on"),
    Fact("last_steroid", "latest", "steroid", "systemic corticosteroid", "therapies.ended_on"),
    Fact("hiv", "flag", "hiv", "HIV test", "labs.HIV"),
    Fact("hbsag", "flag", "hbsag", "HBsAg", "labs.HBSAG"),
    Fact("hcv_antibody", "flag", "hcv_antibody", "hepatitis C antibody", "labs.HCVAB"),
    Fact("hcv_rna", "flag", "hcv_rna", "hepatitis C RNA", "labs.HCVRNA"),
    Fact("hepatitis_c", "flag", "hepatitis_c", "hepatitis C", "labs.HCVAB"),
    Fact("bands", "flag", "bands", "oligoclonal bands in the CSF", "labs.CSF_OCB"),
    Fact("pregnant", "flag", "pregnant", "pregnancy test", "labs.HCG"),
    Fact("egfr", "number", "egfr", "eGFR", "labs.EGFR"),
    Fact("wbc", "number", "wbc", "white cell count", "labs.WBC"),
    Fact("other_malignancy", "flag", "other_malignancy", "other malignancy", "malignancies.type"),
    Fact("latest_remission", "latest", "remission", "start of remission", "malignancies.remission_since"),
    Fact(
        "childbearing_potential",
        "flag",
        "childbearing_potential",
        "childbearing potential",
        "subjects.childbearing_potential",
    ),
    Fact(
        "contraception_agreed",
        "flag",
        "contraception_agreed",
        "agreement to contraception",
        "screenings.contraception_agreed",
    ),
    Fact("active_infection", "flag", "active_infection", "other infection", "screenings.active_infection"),
    Fact(
        "life_limiting_comorbidity",
        "flag",
        "life_limiting_comorbidity",
        "life-limiting illness",
        "screenings.life_limiting_comorbidity",
    ),
    Fact("mds_history", "flag", "mds_history", "myelodysplasia", "screenings.mds_history"),
    Fact("haematologic_history", "flag", "haematologic_history", "blood disease", "screenings.haematologic_history"),
    Fact(
        "wbc_clinically_relevant",
        "flag",
        "wbc_clinically_relevant",
        "clinical relevance of the white cells",
        "screenings.wbc_clinically_relevant",
    ),
    Fact("renal_failure", "flag", "renal_failure", "renal failure", "screenings.renal_failure"),
    Fact("mri_possible", "flag", "mri_possible", "ability to have MRI", "screenings.mri_possible"),
    Fact("consent_able", "flag", "consent_able", "ability to consent", "screenings.consent_able"),
)
DATED_FLAGS: Final = frozenset({"hiv", "hbsag", "hcv_antibody", "hcv_rna", "bands", "pregnant"})
"""Flags that come from a dated result, which may grow old."""
