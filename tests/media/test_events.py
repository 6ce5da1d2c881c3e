import json

import pytest

from console.media.events import (
    ConnectionClosed,
    DecoderReplaced,
    FirstPacket,
    HealthChanged,
    RecordEnded,
    Resumed,
    StreamEvent,
    decode_event,
    encode_event,
)
from console.model.media import StreamHealth


@pytest.mark.parametrize(
    "event",
    [
        FirstPacket("10.1.2.7:40000"),
        Resumed(),
        ConnectionClosed("reset"),
        DecoderReplaced(is_suspect=True),
        RecordEnded("clip.mp4", 1, 2.0, 3, dropped=4, failure="No space left on device", note="audio g729 left out"),
        HealthChanged(StreamHealth(packets=7, codec="hevc", picture_rate=25.0)),
    ],
)
def test_an_event_passes_through_json(event: StreamEvent) -> None:
    assert decode_event(json.loads(json.dumps(encode_event(event)))) == event


@pytest.mark.parametrize("form", [{}, {"event": "Nothing"}, {"event": "FirstPacket"}, {"event": "Resumed", "more": 1}])
def test_what_is_no_event_is_refused(form: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no event"):
        decode_event(form)
