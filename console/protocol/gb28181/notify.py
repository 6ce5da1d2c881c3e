"""What recorders tell unasked (GB/T 28181-2022 A.2.5.4)."""

from dataclasses import dataclass

from console.protocol.gb28181.manscdp import Message

MEDIA_STATUS_COMMAND = "MediaStatus"
END_OF_FILE = 121  # NotifyType: everything that was asked for has been sent


@dataclass(frozen=True, slots=True)
class MediaStatus:
    """The state of a playback or download."""

    notify_type: int | None

    @property
    def is_end(self) -> bool:
        return self.notify_type == END_OF_FILE


def parse_media_status(message: Message) -> MediaStatus:
    return MediaStatus(message.root.integer("NotifyType"))
