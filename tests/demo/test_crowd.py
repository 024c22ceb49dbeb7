"""People by the million: exactly as many as asked for, each of them somebody of their own."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.demo import crowd
from mesems_dash.demo.days import day_of
from mesems_dash.demo.export import PERSONAL

AS_OF = day_of("2018-06-30")


@pytest.fixture
def moulds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crowd, "POOL", 30)
    return crowd.make_moulds(1, count=200, as_of=AS_OF, progress=lambda _message, _share: None)


def read_screenings(people) -> list[list[str]]:
    place = PERSONAL.index("screenings")
    return [line.split(",") for _, texts in people for line in texts[place].splitlines()]


def test_the_pool_is_never_larger_than_its_bound(moulds):
    assert len(moulds) == 30


def test_exactly_as_many_screenings_as_asked_for(moulds):
    for count in (1, 29, 31, 200):
        assert len(read_screenings(crowd.cast(moulds, seed=1, count=count, as_of=AS_OF))) == count


def test_everybody_has_an_id_of_their_own(moulds):
    rows = read_screenings(crowd.cast(moulds, seed=1, count=200, as_of=AS_OF))
    assert len({(row[0], row[1]) for row in rows}) == 200


def test_who_comes_again_has_lived_whole_weeks_earlier(moulds):
    people = list(crowd.cast(moulds, seed=1, count=200, as_of=AS_OF))
    for (mould, texts), (same, again) in zip(people, people[30:], strict=False):
        assert mould is same
        [days, moved] = (
            [date.fromisoformat(row[2]).toordinal() for row in read_screenings([(mould, text)])]
            for text in (texts, again)
        )
        shifts = {then - now for then, now in zip(days, moved, strict=True)}
        assert len(shifts) == 1
        assert shifts.pop() % 7 == 0


def test_nobody_is_screened_after_the_cut(moulds):
    rows = read_screenings(crowd.cast(moulds, seed=1, count=200, as_of=AS_OF))
    assert max(row[2] for row in rows) <= "2018-06-30"


def test_no_hole_is_left_in_a_text(moulds):
    for _, texts in crowd.cast(moulds, seed=1, count=60, as_of=AS_OF):
        assert not {"%s", crowd.OWN_ID, crowd.FILE_END} & set("".join(texts))
