"""What one run of the script says goes out together: all of it, in its order, at its end or soon enough before."""

from __future__ import annotations

import asyncio
import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mesems_dash.pages.app import batching
from mesems_dash.pages.app.batching import LONGEST_WAIT, MessageBatching

SOCKET = {"type": "websocket"}


def begin():
    return _wrap(ForwardMsg(new_session={"main_script_path": "page"}))


def show(number):
    return _wrap(ForwardMsg(ref_hash=str(number)))


def end():
    return _wrap(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))


def _wrap(content):
    return {"type": "websocket.send", "bytes": content.SerializeToString()}


CLOSE = {"type": "websocket.close", "code": 1000}


class Browser:
    """What reaches a page, and after how many messages of the app it did."""

    def __init__(self, *, fails=None, waits_for=None):
        self.told = []
        self.fails = fails
        self.waits_for = waits_for

    async def take(self, message):
        if self.waits_for is not None:
            await self.waits_for.wait()
        if self.fails is not None:
            raise self.fails("gone")
        self.told.append(message)


def talk(steps, browser=None):
    """Let an app say one thing after the other, or rest so many seconds; how much had been told after each."""
    browser = browser or Browser()
    counts = []

    async def app(_scope, _receive, send):
        for step in steps:
            await (asyncio.sleep(step) if isinstance(step, float) else send(step))
            counts.append(len(browser.told))

    asyncio.run(MessageBatching(app)(SOCKET, None, browser.take))
    return browser.told, counts


def test_a_run_is_told_at_its_end():
    said = [begin(), show(1), show(2), end()]
    assert talk(said) == (said, [0, 0, 0, 4])


def test_what_is_said_between_runs_is_told_at_once():
    said = [show(1), begin(), end(), show(2), begin(), end()]
    assert talk(said) == (said, [1, 1, 3, 4, 4, 6])


def test_a_long_run_is_told_while_it_goes_on():
    said = [begin(), show(1)]
    later = [show(2), show(3)]
    told, counts = talk([*said, LONGEST_WAIT * 2, *later, LONGEST_WAIT * 2, end()])
    assert told == [*said, *later, end()]
    assert counts == [0, 0, 2, 2, 2, 4, 5]


def test_nothing_waits_longer_than_a_moment():
    moments = []

    async def take(_message):
        moments.append(time.monotonic())

    async def app(_scope, _receive, send):
        moments.append(time.monotonic())
        for number in range(20):
            await send(begin() if number == 0 else show(number))
            await asyncio.sleep(LONGEST_WAIT / 10)

    asyncio.run(MessageBatching(app)(SOCKET, None, take))
    begun, first = moments[:2]
    assert LONGEST_WAIT * 0.9 <= first - begun < LONGEST_WAIT * 5


def test_a_socket_that_closes_is_told_the_rest_first():
    said = [{"type": "websocket.accept"}, begin(), show(1), CLOSE]
    assert talk(said) == (said, [1, 1, 1, 4])


def test_text_is_told_at_once():
    text = {"type": "websocket.send", "text": "hello"}
    assert talk([begin(), text]) == ([begin(), text], [0, 2])


@pytest.mark.parametrize("gone", [OSError, RuntimeError])
def test_a_page_that_is_gone_during_a_run_breaks_nothing(gone):
    problems = []

    async def app(_scope, _receive, send):
        asyncio.get_running_loop().set_exception_handler(lambda _, problem: problems.append(problem))
        await send(begin())
        await asyncio.sleep(LONGEST_WAIT * 2)

    asyncio.run(MessageBatching(app)(SOCKET, None, Browser(fails=gone).take))
    gc.collect()  # a task that failed says so when nobody holds it any more
    assert problems == []


def test_a_page_that_is_gone_at_its_end_is_told_to_the_app():
    with pytest.raises(OSError, match="gone"):
        talk([begin(), end()], Browser(fails=OSError))


def test_nothing_is_sent_after_the_app_has_ended():
    async def leave_early():
        browser = Browser()
        await MessageBatching(lambda _scope, _receive, send: send(begin()))(SOCKET, None, browser.take)
        await asyncio.sleep(LONGEST_WAIT * 2)
        return browser.told

    assert asyncio.run(leave_early()) == []


def test_an_app_waits_for_a_browser_that_takes_slowly():
    """Else all that a run says would pile up here, and not where Streamlit looks after it."""

    async def push():
        free = asyncio.Event()
        browser = Browser(waits_for=free)
        reached = []

        async def app(_scope, _receive, send):
            await send(begin())
            await asyncio.sleep(LONGEST_WAIT * 2)
            for number in range(3):
                await send(show(number))
                reached.append(number)
            await send(end())

        running = asyncio.create_task(MessageBatching(app)(SOCKET, None, browser.take))
        await asyncio.sleep(LONGEST_WAIT * 4)
        stuck = list(reached)
        free.set()
        await running
        return stuck, browser.told

    stuck, told = asyncio.run(push())
    assert stuck == []
    assert told == [begin(), *(show(number) for number in range(3)), end()]


@given(st.lists(st.sampled_from(["begin", "show", "end", "rest"]), max_size=30))
def test_every_message_is_told_once_and_in_order(kinds):
    rest = 0.001
    made = {"begin": begin(), "end": end(), "rest": rest}
    steps = [made.get(kind, show(number)) for number, kind in enumerate(kinds)]
    said = [step for step in steps if step != rest]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batching, "LONGEST_WAIT", rest)
        told, _ = talk([*steps, 10 * rest, end()])
    assert told == [*said, end()]


def test_what_is_no_socket_passes():
    passed = []

    async def app(*given):
        passed.append(given)

    asyncio.run(MessageBatching(app)({"type": "http"}, "receive", "send"))
    assert passed == [({"type": "http"}, "receive", "send")]
