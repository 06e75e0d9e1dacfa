"""Ctrl-C waits for the end of a step."""

import signal
import threading

import pytest

from helpers import interrupts
from helpers.interrupts import CtrlC


def press():
    signal.raise_signal(signal.SIGINT)


def test_it_waits_for_the_next_check():
    with CtrlC() as ctrl_c:
        ctrl_c.check()
        press()
        press()  # at once again: an impatient finger
        assert ctrl_c.pressed
        with pytest.raises(KeyboardInterrupt):
            ctrl_c.check()
        ctrl_c.check()
        press()  # while the training ends
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_second_one_later_acts_at_once(monkeypatch):
    with CtrlC():
        press()
        monkeypatch.setattr(interrupts, "PATIENCE", -1.0)
        with pytest.raises(KeyboardInterrupt):
            press()


def test_it_is_given_back_after_an_error():
    with pytest.raises(ValueError, match="mine"), CtrlC():
        raise ValueError("mine")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_meaning_of_ctrl_c_is_kept():
    received = []
    before = signal.signal(signal.SIGINT, lambda *_: received.append(1))
    try:
        with CtrlC() as ctrl_c:
            press()
        assert (received, ctrl_c.pressed) == ([1], False)
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_is_changed():
    inside = []

    def work():
        with CtrlC():
            inside.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert inside == [signal.default_int_handler]
