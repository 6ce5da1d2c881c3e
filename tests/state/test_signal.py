"""Telling others that something changed."""

from console.state.signal import Signal


def test_listeners_are_called_in_the_order_they_connected() -> None:
    signal: Signal[int] = Signal()
    heard: list[tuple[str, int]] = []
    signal.connect(lambda value: heard.append(("first", value)))
    disconnect = signal.connect(lambda value: heard.append(("second", value)))
    signal.emit(1)
    disconnect()
    disconnect()
    signal.emit(2)
    assert heard == [("first", 1), ("second", 1), ("first", 2)]


def test_a_listener_that_is_disconnected_meanwhile_is_not_called() -> None:
    signal: Signal[None] = Signal()
    heard: list[str] = []
    signal.connect(lambda _: disconnect())
    disconnect = signal.connect(lambda _: heard.append("late"))
    signal.emit(None)
    assert heard == []
