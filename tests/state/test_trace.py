"""The ring of raw messages."""

from console.model.peer import Peer, Transport
from console.state.trace import Direction, Trace, TraceEntry

CAMERA = Peer(Transport.UDP, "10.1.2.7", 5060)


def test_the_oldest_make_room_for_the_newest() -> None:
    trace = Trace(limit=100)
    for number in range(10):
        trace.record(TraceEntry(float(number), Direction.RECEIVED, CAMERA, b"x" * 30))
    assert [entry.at for entry in trace.entries()] == [7.0, 8.0, 9.0]
