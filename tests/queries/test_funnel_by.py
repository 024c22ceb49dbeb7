"""Funnels side by side: groups in the order people expect, every stage of the whole cut."""

from __future__ import annotations

from mesems_dash.queries.funnel_by import count_funnel_by
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of


def first_stages(frame):
    return rows_of(frame[frame["stage"] == "SCREENED"], ["group_value", "subjects", "undecided"])


def test_subtypes_come_in_clinical_order(six):
    frame = count_funnel_by(six, Selection(), by="subtype")
    expected = [("RRMS", 3, 1), ("SPMS", 1, 0), ("PPMS", 1, 0), ("NOT_RECORDED", 1, 0)]
    assert first_stages(frame) == expected


def test_sites_and_countries_come_by_name(six):
    assert first_stages(count_funnel_by(six, Selection(), by="site")) == [("CPH", 3, 0), ("GEN", 3, 1)]
    assert first_stages(count_funnel_by(six, Selection(), by="country")) == [("DNK", 3, 0), ("ITA", 3, 1)]


def test_a_group_has_every_stage_of_the_cut(six):
    frame = count_funnel_by(six, Selection(), by="site")
    copenhagen = frame[frame["group_value"] == "CPH"]
    assert rows_of(copenhagen, ["stage", "subjects"])[3:6] == [("HARVESTED", 1), ("RANDOMISED", 0), ("INFUSED_1", 0)]


def test_nobody_left_is_no_group(six):
    assert count_funnel_by(six, Selection(subtypes=("CIS",)), by="subtype").empty
