from console.protocol.gb28181 import manscdp, notify
from console.protocol.gb28181.manscdp import Message
from console.protocol.gb28181.notify import MediaStatus


def message(command: str, fields: str) -> Message:
    text = f"<Notify><CmdType>{command}</CmdType><SN>1</SN><DeviceID>34</DeviceID>{fields}</Notify>"
    return manscdp.parse(text.encode("gb18030"))


class TestMediaStatus:
    """GB/T 28181-2022 A.2.5.4."""

    def test_121_is_the_end(self):
        assert notify.parse_media_status(message("MediaStatus", "<NotifyType>121</NotifyType>")).is_end
        assert not notify.parse_media_status(message("MediaStatus", "<NotifyType>122</NotifyType>")).is_end
        assert notify.parse_media_status(message("MediaStatus", "")) == MediaStatus(None)
