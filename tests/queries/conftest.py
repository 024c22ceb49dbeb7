"""Six people worked by hand, as one cut for all tests of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mesems_dash.store.connection import open_cut
from tests.prebuilt import copy_demo
from tests.queries.from_cut import read_trial
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

SIX = Trial(
    as_of=date(2014, 8, 15),
    sites=(
        Site("GEN", "ITA", "registry", target_n=3, name="Genova"),
        Site("CPH", "DNK", "copenhagen", activated="2013-02", name="Copenhagen"),
    ),
    people=(
        Person(  # failed once, came back after a washout, went all the way
            "P1",
            "GEN",
            (
                Screening(
                    "2013-01-10",
                    fails="I1 E1 E5",
                    decision="INELIGIBLE",
                    decided="2013-01-20",
                    reasons=("I1", "E5"),
                    consent="2013-01-10",
                ),
                Screening("2013-05-02", decision="ELIGIBLE", decided="2013-05-20"),
            ),
            harvests=(("2013-06-01", "OK"),),
            randomisations=((2, "2013-07-01"),),
            infusions=((1, True, "2013-07-03"), (2, None, "2013-12-18")),
            dispositions=(("COMPLETED", "2014-06-18"),),
        ),
        Person(  # called ineligible without a code
            "P2", "GEN", (Screening("2013-02-05", fails="I1 E2", decision="INELIGIBLE", subtype="SPMS"),), sex="M"
        ),
        Person(  # waits for a serology
            "P3", "GEN", (Screening("2013-03-01", unknown="E4"),)
        ),
        Person(  # Copenhagen takes no primary progressive patients; the registry would
            "P4",
            "CPH",
            (
                Screening(
                    "2013-03-15",
                    decision="INELIGIBLE",
                    reasons=("I1",),
                    subtype="PPMS",
                    by_rule_set={"copenhagen": ("I1 E3", "")},
                ),
            ),
        ),
        Person(  # called eligible some day in February; the cells did not grow
            "P5",
            "CPH",
            (Screening("2014-01-15", decision="ELIGIBLE", decided="2014-02"),),
            sex="M",
            harvests=(("2014-03-01", "FAILED"),),
        ),
        Person(  # little is known; declined
            "P6",
            "CPH",
            (Screening("2014-04-10", fails="I2 E9", unknown="E4", subtype=None),),
            sex=None,
            dispositions=(("DECLINED", "2014-04-20"),),
        ),
    ),
    targets=(("2013-06", 1), ("2014-12", 4)),
    notes=(("2013-07", "Amendment 1"), ("2013-05-17", "Protocol")),
    allocations={"P1": "MSC_FIRST"},
)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo bundle as imported, and the same trial read back from its plain tables."""
    folder = tmp_path_factory.mktemp("demo")
    copy_demo(folder, as_of=(date(2018, 6, 30),))
    [path] = (folder / "open").glob("*.duckdb")
    cut = open_cut(path, folder / "closed" / path.name)
    yield cut, read_trial(cut)
    cut.close()


@pytest.fixture(scope="session")
def six(tmp_path_factory):
    cut = open_trial(tmp_path_factory.mktemp("six"), SIX)
    yield cut
    cut.close()


@pytest.fixture(scope="session")
def six_blinded(tmp_path_factory):
    """The same trial in a process that was given no closed store."""
    cut = open_trial(tmp_path_factory.mktemp("blinded"), replace(SIX, allocations=None))
    yield cut
    cut.close()


@pytest.fixture(scope="session")
def nobody(tmp_path_factory):
    """Sites are declared, nobody was ever screened."""
    cut = open_trial(tmp_path_factory.mktemp("nobody"), replace(SIX, people=(), targets=(), notes=(), allocations={}))
    yield cut
    cut.close()


@pytest.fixture
def open_people(tmp_path):
    """Open a cut of some people at GEN or CPH, judged by their sites' rule sets alone, for one case at a time."""
    cuts = []

    def open_them(*people: Person, as_of: date = SIX.as_of):
        of_site = {site.site_id: site.ruleset for site in SIX.sites}
        rule_sets = tuple(dict.fromkeys(("registry", *(of_site[person.site_id] for person in people))))
        trial = Trial(sites=SIX.sites, people=people, as_of=as_of, rule_sets=rule_sets)
        cuts.append(open_trial(tmp_path / str(len(cuts)), trial))
        return cuts[-1]

    yield open_them
    for cut in cuts:
        cut.close()
