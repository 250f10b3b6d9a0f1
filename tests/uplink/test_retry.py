"""Coming back: soon after an accident, never in step with others, seldom after a refusal."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from edge.uplink.backoff import Backoff
from edge.uplink.retry import Retry
from edge.uplink.timing import Timing
from edge.uplink.trouble import NOT_AUTHORIZED, TAKEN_OVER

TIMING = Timing(first_retry=1, longest_retry=300, refused_retry=900, settled=10)


class FakeClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


def longest(_low: float, high: float) -> float:
    return high


@given(st.randoms())
def test_a_wait_is_never_shorter_nor_longer_than_allowed(chance: random.Random) -> None:
    backoff = Backoff(shortest=1, longest=300, draw=chance.uniform)
    waits = [backoff.next() for _ in range(50)]
    assert all(1 <= wait <= 300 for wait in waits)
    assert waits[0] <= 3
    assert all(after <= 3 * before for before, after in pairwise(waits))


def test_waits_grow_to_the_longest_and_begin_anew() -> None:
    backoff = Backoff(shortest=1, longest=300, draw=longest)
    assert [backoff.next() for _ in range(7)] == [3, 9, 27, 81, 243, 300, 300]
    backoff.reset()
    assert backoff.next() == 3


def test_a_connection_that_held_is_followed_by_a_short_wait() -> None:
    clock = FakeClock()
    retry = Retry(TIMING, clock=clock, draw=longest)
    assert [retry.after("uplink.unreachable").seconds for _ in range(3)] == [3, 9, 27]
    retry.connected()
    clock.seconds += 11
    assert retry.after("uplink.connection_lost").seconds == 3


def test_a_connection_that_ends_at_once_does_not_spin() -> None:
    retry = Retry(TIMING, clock=FakeClock(), draw=longest)
    waits = []
    for _ in range(4):
        retry.connected()
        waits.append(retry.after("uplink.connection_lost").seconds)
    assert waits == [3, 9, 27, 81]


def test_a_refused_box_waits_a_quarter_of_an_hour() -> None:
    retry = Retry(TIMING, clock=FakeClock(), draw=longest)
    assert retry.after(NOT_AUTHORIZED).seconds == 900


def test_one_take_over_is_an_accident_and_two_are_a_clone() -> None:
    clock = FakeClock()
    retry = Retry(TIMING, clock=clock, draw=longest)
    assert retry.after(TAKEN_OVER).reason == TAKEN_OVER
    clock.seconds += 599
    pause = retry.after(TAKEN_OVER)
    assert (pause.reason, pause.seconds) == ("uplink.duplicate_identity", 900)
    clock.seconds += 601
    assert retry.after(TAKEN_OVER).reason == TAKEN_OVER
