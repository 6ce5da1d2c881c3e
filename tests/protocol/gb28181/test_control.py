from console.protocol.gb28181 import control, manscdp, ptz
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Kind


class TestControl:
    """GB/T 28181-2022 A.2.3.1."""

    def test_a_ptz_command_names_the_channel(self):
        body = control.encode_ptz("44010200491320000101", 1207, command=ptz.STOP, edition=Edition.V2022)
        message = manscdp.parse(body)
        assert (message.kind, message.command, message.sn) == (Kind.CONTROL, "DeviceControl", 1207)
        assert message.device_id == "44010200491320000101"
        assert message.root.value("PTZCmd") == "A50F0100000000B5"
        assert message.root.child("Info") is None

    def test_until_2016_the_priority_is_said(self):
        info = manscdp.parse(control.encode_ptz("1", 1, command=ptz.STOP, edition=Edition.V2016)).root.child("Info")
        assert info is not None
        assert info.value("ControlPriority") == "5"

    def test_the_misprint_of_2016_is_sent_to_those_who_expect_it(self):
        for edition, element in (
            (Edition.V2016, "IFameCmd"),
            (Edition.V2011, "IFameCmd"),
            (Edition.V2022, "IFrameCmd"),
        ):
            message = manscdp.parse(control.encode_keyframe_request("1", 1, edition=edition))
            assert message.root.value(element) == "Send"
