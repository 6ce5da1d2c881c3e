import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.gb28181 import mansrtsp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.mansrtsp import MansrtspError


class TestEncode:
    """GB/T 28181-2022 annex B.2."""

    def test_pause(self):
        assert mansrtsp.encode_pause(1, Edition.V2016) == b"PAUSE RTSP/1.0\r\nCSeq: 1\r\nPauseTime: now\r\n\r\n"

    def test_resume_keeps_the_speed(self):
        assert mansrtsp.encode_resume(2, Edition.V2016) == b"PLAY RTSP/1.0\r\nCSeq: 2\r\nRange: npt=now-\r\n\r\n"

    @pytest.mark.parametrize(("seconds", "npt"), [(100, "100"), (99.6, "100"), (0, "0"), (-5, "0")])
    def test_seek_counts_from_the_start_of_the_range(self, seconds, npt):
        body = mansrtsp.encode_seek(3, Edition.V2022, seconds=seconds)
        assert body == f"PLAY RTSP/1.0\r\nCSeq: 3\r\nRange: npt={npt}-\r\n\r\n".encode()

    @pytest.mark.parametrize("scale", [*mansrtsp.SPEEDS, -1.0])
    def test_speed_says_nothing_but_the_scale(self, scale):
        body = mansrtsp.encode_speed(4, Edition.V2016, scale=scale)
        assert body == f"PLAY RTSP/1.0\r\nCSeq: 4\r\nScale: {scale:.6f}\r\n\r\n".encode()

    def test_2011_had_a_name_of_its_own_and_fewer_headers(self):
        assert mansrtsp.encode_pause(1, Edition.V2011) == b"PAUSE MANSRTSP/1.0\r\nCSeq: 1\r\n\r\n"
        assert mansrtsp.encode_resume(2, Edition.V2011) == b"PLAY MANSRTSP/1.0\r\nCSeq: 2\r\n\r\n"


class TestParse:
    def test_an_answer_says_where_the_new_stream_starts(self):
        answer = mansrtsp.parse(
            b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nRange: npt=1800-\r\nRTP-Info: seq=81;rtptime=3450012\r\nScale: 2.0\r\n\r\n"
        )
        assert (answer.status, answer.reason, answer.cseq) == (200, "OK", 3)
        assert (answer.starts_at, answer.rtp_start, answer.scale) == (1800.0, (81, 3450012), 2.0)

    @pytest.mark.parametrize("version", ["RTSP/1.0", "MANSRTSP/1.0", "mansrtsp/1.0", "rtsp://x/y RTSP/1.0", ""])
    def test_every_form_of_the_request_line(self, version):
        request = mansrtsp.parse(f"\r\nplay {version}\nCSEQ : 7\nRange:npt=now-\nbad\n".encode())
        assert (request.method, request.status, request.cseq, request.starts_at) == ("PLAY", 0, 7, None)

    @pytest.mark.parametrize("edition", Edition)
    def test_what_is_written_is_read_back(self, edition):
        sought = mansrtsp.parse(mansrtsp.encode_seek(9, edition, seconds=77))
        assert (sought.method, sought.cseq, sought.starts_at) == ("PLAY", 9, 77.0)
        assert mansrtsp.parse(mansrtsp.encode_speed(9, edition, scale=0.25)).scale == 0.25

    def test_numbers_that_are_none_are_none(self):
        message = mansrtsp.parse(b"RTSP/1.0 200\r\nCSeq: x\r\nScale: nan\r\nRange: clock=1-\r\n")
        assert (message.cseq, message.scale, message.starts_at, message.rtp_start) == (None, None, None, (None, None))

    @pytest.mark.parametrize("body", [b"", b"HELLO RTSP/1.0", b"RTSP/1.0", b"RTSP/1.0 abc", b"x" * 20_000])
    def test_anything_else_is_refused(self, body):
        with pytest.raises(MansrtspError):
            mansrtsp.parse(body)

    @given(st.one_of(st.binary(max_size=200), st.text("PLAY RTS/10.:\r\nangecq=5-", max_size=200).map(str.encode)))
    def test_anything_is_read_or_refused(self, body):
        try:
            message = mansrtsp.parse(body)
        except MansrtspError:
            return
        assert message.method or message.status
        assert message.starts_at is None or message.starts_at >= 0
        assert message.scale is None or abs(message.scale) < 1e9
