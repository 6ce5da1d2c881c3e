from console.network.admission import SOURCES_LIMIT, Admission, Rate, is_loopback

HOST = "10.1.2.7"
FLOOD = 1000


def admitted(admission: Admission, host: str, messages: int, now: float, port: int = 5060) -> int:
    return sum(admission.admits(host, port, now) for _ in range(messages))


class TestAdmission:
    """Reliability study, T10."""

    def test_a_stranger_gets_a_burst_and_then_a_trickle(self):
        admission = Admission(stranger=Rate(20, 50))
        assert admitted(admission, HOST, FLOOD, 0.0) == 50
        assert admitted(admission, HOST, FLOOD, 1.0) == 20
        assert admitted(admission, HOST, FLOOD, 100.0) == 50

    def test_another_port_is_the_same_stranger(self):
        admission = Admission(stranger=Rate(20, 50))
        admitted(admission, HOST, FLOOD, 0.0, port=1)
        assert admitted(admission, HOST, FLOOD, 0.0, port=2) == 0

    def test_another_host_is_not(self):
        admission = Admission(stranger=Rate(20, 50))
        admitted(admission, HOST, FLOOD, 0.0)
        assert admitted(admission, "10.1.2.8", FLOOD, 0.0) == 50

    def test_a_registered_host_gets_much_for_each_port(self):
        admission = Admission(registered=Rate(2000, 2000))
        admission.trust(HOST)
        for port in (1, 2):
            assert admitted(admission, HOST, 3000, 0.0, port) == 2000
        assert admitted(admission, HOST, 3000, 1.0, 1) == 2000

    def test_until_it_is_registered_no_more(self):
        admission = Admission(stranger=Rate(20, 50))
        admission.trust(HOST)
        admission.distrust(HOST)
        assert admitted(admission, HOST, FLOOD, 0.0) == 50

    def test_whom_we_asked_may_answer(self):
        admission = Admission(stranger=Rate(20, 50))
        admission.expect(HOST, 32.0)
        admission.expect(HOST, 10.0)
        assert admitted(admission, HOST, FLOOD, 31.0) == FLOOD
        assert admitted(admission, HOST, FLOOD, 33.0) == 50

    def test_loopback_is_trusted(self):
        assert admitted(Admission(), "127.0.0.1", FLOOD, 0.0) == FLOOD
        assert is_loopback("::1")
        assert is_loopback("127.3.2.1")
        assert not is_loopback(HOST)
        assert not is_loopback("nonsense")

    def test_forged_sources_share_a_limit_and_do_not_touch_registered_ones(self):
        admission = Admission(strangers=Rate(100, 200))
        admission.trust(HOST)
        forged = [f"10.{number >> 8}.{number & 255}.9" for number in range(3 * SOURCES_LIMIT)]
        assert sum(admission.admits(host, 5060, 0.0) for host in forged) == 200
        assert admitted(admission, HOST, FLOOD, 0.0) == FLOOD

    def test_the_table_is_bounded(self):
        admission = Admission()
        for number in range(2 * SOURCES_LIMIT):
            admission.admits(f"10.{number >> 8}.{number & 255}.9", 5060, 0.0)
        assert len(admission._buckets) == SOURCES_LIMIT
