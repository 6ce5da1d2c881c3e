"""console.simulator.faults: switches by name."""

from dataclasses import fields

import pytest

from console.simulator.faults import FaultError, Faults


def test_switches_are_read_by_their_names():
    faults = Faults.parse(["loss=0.05", "busy", "no-marker=true", "wrong_total=-3", "bye-after=2.5", "refuse_udp=0"])
    assert faults == Faults(loss=0.05, busy=True, no_marker=True, wrong_total=-3, bye_after=2.5)


@pytest.mark.parametrize("switch", ["nonsense=1", "loss=much", "busy=perhaps", "catalog_missing=1.5"])
def test_unknown_ones_and_wrong_values_are_refused(switch):
    with pytest.raises(FaultError):
        Faults.parse([switch])


def test_every_switch_can_be_set_by_name():
    for field in fields(Faults):
        name = field.name
        assert getattr(Faults.parse([f"{name}=1"]), name) == 1
