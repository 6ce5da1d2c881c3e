"""MANSCDP, SDP and MANSRTSP from a device that sends anything: read or refused, and quickly."""

import random
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.catalog import ChannelRef
from console.protocol.gb28181 import catalog, device_status, manscdp, mansrtsp, notify, presets, records
from console.protocol.gb28181.mansrtsp import MansrtspError
from console.protocol.gb28181.media_description import MediaAnswer
from console.protocol.sdp.description import SdpError
from tests.protocol.gb28181.captured import device_bodies

SLOWEST = 0.25  # seconds for one input; five times the goal, as the machine may be shared
ROUNDS = 3000

CATALOG = (
    '<?xml version="1.0" encoding="GB2312"?>\r\n<Response><CmdType>Catalog</CmdType><SN>1</SN>'
    "<DeviceID>34020000001180000001</DeviceID><SumNum>2</SumNum><DeviceList Num='2'>"
    "<Item><DeviceID>34020000001320000001</DeviceID><Name>东门 &amp; 车库</Name><ParentID>1/2</ParentID>"
    "<Status>ON</Status><Longitude>113.1</Longitude><Info><PTZType>1</PTZType></Info></Item>"
    "<Item><DeviceID>34020000001320000002</DeviceID><Name>镕</Name><StartTime>2026-03-01T08:00:00</StartTime>"
    "<EndTime>2026-03-01T09:00:00</EndTime><PresetID>3</PresetID></Item></DeviceList></Response>"
)
SEEDS = [
    CATALOG.encode("gb18030"),
    CATALOG.encode(),
    b"<Notify CmdType='Alarm'><SN>1</SN><AlarmTime>2026-03-01T08:15:02</AlarmTime><Info><AlarmType>2</AlarmType></Info>"
    b"</Notify>",
    b"v=0\r\no=1 0 0 IN IP4 10.1.2.7\r\ns=Play\r\nc=IN IP4 10.1.2.7\r\nt=0 0\r\nm=video 17495 TCP/RTP/AVP 96\r\n"
    b"a=setup:active\r\na=rtpmap:96 PS/90000\r\na=filesize:731906048\r\ny=0200003077\r\nf=v/2///a///\r\n",
    b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nRange: npt=1800-\r\nScale: 2.0\r\nRTP-Info: seq=81;rtptime=3450012\r\n\r\n",
]
TOKENS = [
    b"<", b">", b"</", b"/>", b"&", b"&#", b";", b"]]>", b"<![CDATA[", b"<!--", b"<!DOCTYPE a>", b"<?xml", b"\0",
    b"\xff", b"\x81", b"\xe4\xb8", b"<Item>", b"</Item>", b"<SN>", b"=", b"\r\n", b"m=video", b"a=rtpmap:",
    b"npt=", b"9" * 30, b" ", b"\xef\xbb\xbf", b"'", b'"', b"-1", b"nan", b"1e999",
]  # fmt: skip


def read_everything(body: bytes) -> None:
    """What the services do with a body, whatever its Content-Type claims."""
    try:
        message = manscdp.parse(body)
    except manscdp.ManscdpError:
        pass
    else:
        list(catalog.parse(message, "34020000001180000001"))
        records.parse(message, ChannelRef("34020000001180000001", "34020000001320000001"))
        presets.parse(message)
        device_status.parse_information(message)
        device_status.parse_status(message)
        notify.parse_media_status(message)
    for parse, error in ((MediaAnswer.parse, SdpError), (mansrtsp.parse, MansrtspError)):
        _read_or_refuse(parse, error, body)


def _read_or_refuse(parse: Callable[[bytes], object], error: type[Exception], body: bytes) -> None:
    try:
        parse(body)
    except error:
        return


def _mutations(seeds: list[bytes], rounds: int, seed: int) -> Iterator[bytes]:
    randomness = random.Random(seed)
    for _ in range(rounds):
        body = bytearray(randomness.choice(seeds))
        for _ in range(randomness.randint(1, 6)):
            at = randomness.randint(0, len(body))
            change = randomness.randrange(5)
            if change == 0:
                body[at:at] = randomness.choice(TOKENS) * randomness.choice((1, 1, 1, 5, 300, 3000))
            elif change == 1:
                del body[at : at + randomness.choice((1, 2, 20, 200))]
            elif change == 2 and at < len(body):
                body[at] = randomness.randrange(256)
            elif change == 3:
                other = randomness.choice(seeds)
                body[at:at] = other[randomness.randint(0, len(other)) :]
            else:
                body = body[:at] * randomness.choice((1, 2, 30))
        yield bytes(body[: 64 * 1024])


class TestMutations:
    def test_every_mutation_is_read_or_refused_in_time(self):
        slowest = 0.0
        for body in _mutations(SEEDS, ROUNDS, seed=28181):
            started_at = time.process_time()
            read_everything(body)
            slowest = max(slowest, time.process_time() - started_at)
        assert slowest < SLOWEST

    def test_so_is_every_mutation_of_real_traffic(self, shared_data):
        seeds = [body for _, _, body in device_bodies(shared_data)]
        for body in _mutations(seeds, ROUNDS, seed=3):
            read_everything(body)


class TestHypothesis:
    @given(st.binary(max_size=300))
    def test_any_octets(self, body):
        read_everything(body)

    @given(st.lists(st.sampled_from(TOKENS), max_size=40))
    def test_any_tokens(self, tokens):
        read_everything(b"".join(tokens))
        read_everything(b"<Response><CmdType>Catalog</CmdType><Item>" + b"".join(tokens) + b"</Item></Response>")


@pytest.mark.parametrize("token", TOKENS)
def test_time_grows_no_faster_than_size(token):
    """A hundred thousand times the same token: nothing backtracks, nothing is searched again from the start."""
    body = b"<Response><CmdType>Catalog</CmdType><Item>" + token * (200_000 // len(token)) + b"</Item></Response>"
    started_at = time.process_time()
    read_everything(body)
    assert time.process_time() - started_at < 4 * SLOWEST
