"""What runs in a process of its own: its answer, its errors, and its end when it takes too much."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.utils import translation

from accompaniment.lib.confined import TooMuch, confined, each_confined
from accompaniment.lib.tables.errors import UnreadableTable

LIMITS = {"seconds": 1, "megabytes": 50}


def alive(pid):
    return Path(f"/proc/{pid}").exists()


def take_memory(megabytes):
    return len(bytearray(megabytes << 20))


def take_time():
    while True:
        pass


def crash():
    os.kill(os.getpid(), signal.SIGKILL)


def refuse():
    raise UnreadableTable("Faltan %(n)s columnas.", "missing", n=2)


class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(one)
        self.two = two


def refuse_oddly(two):
    raise Odd(1, two)


def grow():
    yield os.getpid()
    yield take_memory(500)


def test_the_answer_comes_back_from_another_process():
    answer, pid = confined(lambda number: (number * 2, os.getpid()), 21, **LIMITS)
    assert answer == 42
    assert pid != os.getpid()
    assert not alive(pid)


def test_what_it_may_take_is_on_top_of_what_was_there_before():
    assert confined(take_memory, 30, **LIMITS) == 30 << 20


@pytest.mark.parametrize(("function", "args"), [(take_memory, [500]), (take_time, []), (crash, []), (os._exit, [3])])
def test_too_much_ends_that_process_alone(function, args):
    began = time.process_time()
    with pytest.raises(TooMuch):
        confined(function, *args, **LIMITS)
    assert time.process_time() - began < 0.5


def test_one_that_does_nothing_for_ever_ends_too():
    with pytest.raises(TooMuch):
        confined(time.sleep, 60, seconds=0.05, megabytes=50)


def test_an_error_comes_back_as_it_was_with_where_it_happened():
    with pytest.raises(UnreadableTable, match="Faltan 2 columnas") as raised:
        confined(refuse, **LIMITS)
    assert (raised.value.code, raised.value.values) == ("missing", {"n": 2})
    assert "in refuse" in raised.value.__notes__[0]


def test_an_error_that_cannot_be_copied_is_no_excess():
    with pytest.raises(RuntimeError, match="Odd") as raised:
        confined(refuse_oddly, 2, **LIMITS)
    assert "in refuse_oddly" in raised.value.__notes__[0]


def test_an_answer_that_cannot_be_copied_is_an_error():
    with pytest.raises((AttributeError, TypeError)):
        confined(lambda: open(os.devnull), **LIMITS)  # noqa: PTH123, SIM115


def test_several_answers_come_one_by_one():
    assert list(each_confined(range, 5, **LIMITS)) == [0, 1, 2, 3, 4]


def test_what_came_before_the_end_of_the_memory_came():
    answers = each_confined(grow, **LIMITS)
    assert next(answers) != os.getpid()
    with pytest.raises(TooMuch):
        next(answers)


def test_whoever_stops_listening_ends_it():
    answers = each_confined(grow, **LIMITS)
    pid = next(answers)
    answers.close()
    assert not alive(pid)


def test_the_language_of_whoever_asks_holds():
    with translation.override("en"):
        assert confined(translation.get_language, **LIMITS) == "en"


def test_one_may_run_within_another():
    assert confined(lambda: confined(take_memory, 1, **LIMITS), **LIMITS) == 1 << 20
