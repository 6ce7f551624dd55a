"""Whoever fails to sign in waits: by account and by address, longer each time."""

from datetime import datetime, timedelta

import pytest

from scorecard.lockout import FREE, LONGEST, MOST, Lockout

NOW = datetime(2026, 1, 15, 9)


def failed(times: int, account: str = "wang", address: str = "10.0.0.1") -> Lockout:
    lockout = Lockout()
    for _ in range(times):
        lockout.fail(account, address, NOW)
    return lockout


@pytest.mark.parametrize(("times", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (12, 256), (14, 900), (100, 900)])
def test_an_account_waits_longer_each_time(times: int, seconds: int) -> None:
    assert failed(times).wait("Wang", "10.9.9.9", NOW) == timedelta(seconds=seconds)  # whatever the case of its letters, from wherever


def test_an_address_waits_for_what_failed_from_it_on_whatever_account() -> None:
    lockout = Lockout()
    for n in range(FREE["address"]):
        assert not lockout.wait(f"other{n}", "10.0.0.1", NOW)
        lockout.fail(f"account{n}", "10.0.0.1", NOW)
    assert lockout.wait("nobody yet", "10.0.0.1", NOW)
    assert not lockout.wait("nobody yet", "10.0.0.2", NOW)


def test_waiting_ends_and_a_long_rest_forgets() -> None:
    lockout = failed(6)
    assert not lockout.wait("wang", "10.9.9.9", NOW + timedelta(seconds=4))
    lockout.fail("wang", "10.9.9.9", NOW + LONGEST + timedelta(seconds=1))
    assert not lockout.wait("wang", "10.9.9.9", NOW + LONGEST + timedelta(seconds=1))


def test_a_success_forgets_the_account_but_not_the_address() -> None:
    lockout = failed(25)
    lockout.succeed("WANG")
    assert not lockout.wait("wang", "10.9.9.9", NOW)
    assert lockout.wait("wang", "10.0.0.1", NOW)


def test_a_clock_that_goes_back_shortens_nothing() -> None:
    assert failed(6).wait("wang", "10.9.9.9", NOW - timedelta(hours=1)) >= timedelta(hours=1)


def test_it_remembers_no_more_than_it_can_hold() -> None:
    lockout = Lockout()
    for n in range(MOST + 10):
        lockout.fail(f"a{n}", "10.0.0.1", NOW)
    assert len(lockout._failed) == MOST
    assert lockout.wait("x", "10.0.0.1", NOW)
