from console.media.receiver.chain import PacketChain
from console.media.receiver.meter import Meter


def test_a_successor_of_a_decoder_counts_on() -> None:
    meter = Meter(PacketChain(), 0.0)
    meter.count_decoded(100, late=7)
    assert meter.health(1.0, late=0).picture_rate == 100.0
    meter.count_decoded(10, late=1)  # another process, from the beginning
    health = meter.health(2.0, late=5)
    assert (health.picture_rate, health.late) == (10.0, 13)
