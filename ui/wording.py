"""What the operator reads about failures, bad input, states and times: a sentence first, what to try, then the detail.

The classes and enums of `console` carry no words for people; here is the one place that has them, in both languages
(the translation context is "wording"). Texts are asked for when they are shown, so a change of language reaches them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from console.model import failure
from console.model.catalog import CatalogItem, ChannelStatus
from console.model.device import Device, PasswordVerdict
from console.model.media import MediaTransport
from console.model.records import RecordType
from console.model.setting_checks import PORTS_LOWEST, SettingReason
from console.model.settings import SettingProblem
from console.services.view import Step
from console.state.anomalies import AnomalyKind
from console.state.catalogs import CatalogPhase, CatalogProgress


@dataclass(frozen=True, slots=True)
class Words:
    """`sentence` says what is the matter, `advice` what to try, `detail` what an engineer wants to know."""

    sentence: str
    advice: str = ""
    detail: str = ""


def fill(text: str, *values: object) -> str:
    """`text` with %1, %2, ... replaced; a value is never searched for placeholders again."""
    parts = text.split("%")
    filled = [parts[0]]
    for part in parts[1:]:
        number = "0123456789".find(part[0]) if part else 0
        filled.append(f"{values[number - 1]}{part[1:]}" if 1 <= number <= len(values) else f"%{part}")
    return "".join(filled)


def of_failure(error: Exception) -> Words:
    """The words for anything that a service raised, also for what nobody foresaw."""
    for kind, words in _FAILURES:
        if isinstance(error, kind):
            return words(error)
    return Words(
        QCoreApplication.translate("wording", "Something went wrong inside Vigil."),
        QCoreApplication.translate("wording", "Try again. The log file has the details."),
        f"{type(error).__name__}: {error}",
    )


def _device_unknown(error: failure.DeviceUnknown) -> Words:
    return Words(
        QCoreApplication.translate("wording", "This device or channel is not known."),
        QCoreApplication.translate("wording", "Wait until it registers, or add it on the Devices page."),
        error.what,
    )


def _device_offline(error: failure.DeviceOffline) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The device is offline."),
        QCoreApplication.translate(
            "wording",
            "It registers by itself once it has power and network. If it does not, compare the values typed into it"
            " with those on the Devices page.",
        ),
        error.device_id,
    )


def _no_answer(error: failure.NoAnswer) -> Words:
    sentence = (
        QCoreApplication.translate("wording", "The device took the request, but its answer never came.")
        if error.accepted
        else QCoreApplication.translate("wording", "The device does not answer.")
    )
    return Words(
        sentence,
        QCoreApplication.translate(
            "wording", "Try again. If it stays silent, check the network or restart the device."
        ),
        fill(QCoreApplication.translate("wording", "%1: waited %2 s"), error.request, seconds(error.waited)),
    )


def _unreachable(error: failure.Unreachable) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The device cannot be reached."),
        QCoreApplication.translate("wording", "Check the network. It can be used again after its next registration."),
        error.reason,
    )


def _refused(error: failure.Refused) -> Words:
    sentence, advice = _refusal(error.status)
    answer = f"{error.status} {error.reason}" if error.status else error.reason
    return Words(sentence, advice, f"{error.request}: {answer}".rstrip(": "))


def _refusal(status: int) -> tuple[str, str]:
    """Sentence and advice by SIP status (RFC 3261 section 21, as devices use it)."""
    if status in (486, 600, 603):
        return (
            QCoreApplication.translate("wording", "The device is busy."),
            QCoreApplication.translate(
                "wording", "It may serve no more videos at once. Close others of this device, or wait a little."
            ),
        )
    if status in (404, 410, 604):
        return (
            QCoreApplication.translate("wording", "The device does not know this channel."),
            QCoreApplication.translate("wording", "Refresh its channels."),
        )
    if status in (415, 488, 606):
        return (
            QCoreApplication.translate("wording", "The device does not accept this way of sending video."),
            QCoreApplication.translate("wording", "Choose another media transport for it on the Devices page."),
        )
    if status in (401, 403, 407):
        return (
            QCoreApplication.translate("wording", "The device does not allow this."),
            QCoreApplication.translate("wording", "Compare the server ID and domain typed into it with the settings."),
        )
    if status in (408, 480, 487):
        return (
            QCoreApplication.translate("wording", "The channel is not available."),
            QCoreApplication.translate("wording", "The camera behind the device may be switched off or disconnected."),
        )
    if 500 <= status < 600:
        return (
            QCoreApplication.translate("wording", "The device reports an error of its own."),
            QCoreApplication.translate("wording", "Try again; restart the device if it stays so."),
        )
    return (
        QCoreApplication.translate("wording", "The device refused."),
        QCoreApplication.translate("wording", "It may not support this, or not for this channel."),
    )


def _bad_answer(error: failure.BadAnswer) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The device's answer cannot be used."),
        QCoreApplication.translate(
            "wording", "Newer firmware may help. The Devices page lists what was not understood."
        ),
        error.reason,
    )


def _no_media(error: failure.NoMedia) -> Words:
    if error.transport is MediaTransport.UDP:
        advice = QCoreApplication.translate(
            "wording", "A firewall or a wrong media address is the usual cause. Try TCP passive for this device."
        )
    elif error.transport is MediaTransport.TCP_PASSIVE:
        advice = QCoreApplication.translate(
            "wording", "The device did not connect to us: check the firewall and the media address, or try UDP."
        )
    else:
        advice = QCoreApplication.translate(
            "wording", "We could not connect to the device, or it stays silent: try TCP passive or UDP."
        )
    return Words(
        QCoreApplication.translate("wording", "The device agreed, but no video arrives."),
        advice,
        fill(
            QCoreApplication.translate("wording", "%1, port %2: nothing for %3 s"),
            media_transport(error.transport),
            error.port,
            seconds(error.waited),
        ),
    )


def _no_picture(error: failure.NoPicture) -> Words:
    return Words(
        QCoreApplication.translate("wording", "Video arrives, but no picture can be made of it."),
        QCoreApplication.translate("wording", "Set the camera to H.264 or H.265, without vendor extensions."),
        f"{error.codec}: {error.reason}" if error.codec else error.reason,
    )


def _media_stopped(error: failure.MediaStopped) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The video has stopped."),
        QCoreApplication.translate("wording", "It is opened again automatically."),
        fill(QCoreApplication.translate("wording", "no packet for %1 s"), seconds(error.silent)),
    )


def _ended_by_device(error: failure.EndedByDevice) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The device ended the video."),
        QCoreApplication.translate("wording", "It is opened again automatically."),
        error.reason,
    )


def _engine_lost(_error: failure.MediaEngineLost) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The part of Vigil that receives video is being restarted."),
        QCoreApplication.translate("wording", "Nothing to do: the picture comes back by itself."),
    )


def _no_free_port(error: failure.NoFreePort) -> Words:
    return Words(
        QCoreApplication.translate("wording", "All media ports are in use."),
        QCoreApplication.translate("wording", "Close some videos, or widen the range of media ports in the settings."),
        error.ports,
    )


def _address_in_use(error: failure.AddressInUse) -> Words:
    return Words(
        fill(QCoreApplication.translate("wording", "Another program is using port %1."), error.port),
        QCoreApplication.translate(
            "wording", "Close that program, or choose another port in the settings and type it into the cameras too."
        ),
        f"{error.transport} {error.address}:{error.port}".strip(),
    )


def _address_unusable(error: failure.AddressUnusable) -> Words:
    return Words(
        fill(QCoreApplication.translate("wording", "Vigil cannot listen on %1."), f"{error.address}:{error.port}"),
        QCoreApplication.translate(
            "wording", "Choose an address of this computer in the settings; 0.0.0.0 means all of them."
        ),
        error.reason,
    )


def _file_failed(error: failure.FileFailed) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The file could not be written."),
        QCoreApplication.translate("wording", "Check the free space and your rights, or choose another folder."),
        f"{error.path}: {error.reason}",
    )


def _not_supported(error: failure.NotSupported) -> Words:
    return Words(
        QCoreApplication.translate("wording", "The device cannot do this."),
        "",
        error.what,
    )


def anomaly(kind: AnomalyKind) -> Words:
    """What kind of bad input it was, and what it may mean."""
    return _ANOMALIES[kind]()


def verdict(of: PasswordVerdict) -> str:
    """What a pending device's last try said about its password."""
    return {
        PasswordVerdict.NOT_SHOWN: QCoreApplication.translate("wording", "password not shown yet"),
        PasswordVerdict.RIGHT: QCoreApplication.translate("wording", "password right"),
        PasswordVerdict.WRONG: QCoreApplication.translate("wording", "password wrong"),
    }[of]


def catalog(progress: CatalogProgress) -> str:
    """How far the channels of a device are known, in a few words."""
    if progress.phase is CatalogPhase.NEVER:
        return QCoreApplication.translate("wording", "channels not asked for yet")
    if progress.phase is CatalogPhase.FAILED:
        return QCoreApplication.translate("wording", "channels could not be read")
    if progress.phase is CatalogPhase.COMPLETE:
        return fill(QCoreApplication.translate("wording", "complete (%1)"), progress.received)
    if progress.total is None:
        if progress.phase is CatalogPhase.ASKING:
            return QCoreApplication.translate("wording", "asking for channels…")
        return fill(QCoreApplication.translate("wording", "%1 received"), progress.received)
    return fill(QCoreApplication.translate("wording", "%1 of %2 received"), progress.received, progress.total)


def channel_state(item: CatalogItem, *, device_online: bool) -> str:
    """What is the matter with a channel, in a word or two."""
    if item.missing:
        return QCoreApplication.translate("wording", "no longer in the device's list")
    if not device_online:
        return QCoreApplication.translate("wording", "device offline")
    return {
        ChannelStatus.ON: QCoreApplication.translate("wording", "online"),
        ChannelStatus.OFF: QCoreApplication.translate("wording", "offline"),
        ChannelStatus.VIDEO_LOST: QCoreApplication.translate("wording", "video lost"),
        ChannelStatus.DEFECT: QCoreApplication.translate("wording", "defective"),
    }[item.status]


def device_state(device: Device | None) -> str:
    """Whether it is there; if not, why it was refused, as far as that is the reason."""
    if device is not None and not device.online and device.refusal is not None:
        if device.refusal is PasswordVerdict.WRONG:
            return QCoreApplication.translate("wording", "password wrong")
        return QCoreApplication.translate("wording", "shows no password")
    online = device is not None and device.online
    if online:
        return QCoreApplication.translate("wording", "online")
    return QCoreApplication.translate("wording", "offline")


def media_transport(of: MediaTransport) -> str:
    return {
        MediaTransport.UDP: "UDP",
        MediaTransport.TCP_PASSIVE: QCoreApplication.translate("wording", "TCP passive"),
        MediaTransport.TCP_ACTIVE: QCoreApplication.translate("wording", "TCP active"),
    }[of]


def step(of: Step) -> str:
    """How far a connection has come, as what is being waited for."""
    return {
        Step.PORT: QCoreApplication.translate("wording", "Opening a media port"),
        Step.INVITE: QCoreApplication.translate("wording", "Asking the device"),
        Step.ACCEPTED: QCoreApplication.translate("wording", "The device prepares the video"),
        Step.MEDIA: QCoreApplication.translate("wording", "Waiting for the first packet"),
        Step.PICTURE: QCoreApplication.translate("wording", "Waiting for the first picture"),
    }[of]


def record_type(of: RecordType) -> str:
    """Why something was recorded."""
    return {
        RecordType.ALL: QCoreApplication.translate("wording", "All types"),
        RecordType.TIME: QCoreApplication.translate("wording", "Continuous"),
        RecordType.ALARM: QCoreApplication.translate("wording", "Alarm"),
        RecordType.MANUAL: QCoreApplication.translate("wording", "Manual"),
    }[of]


def edition(text: str) -> str:
    """The edition of the standard that a device announces in X-GB-Ver, by its year."""
    years = {"1.0": "2011", "1.1": "2014", "2.0": "2016", "3.0": "2022"}
    return years.get(text, text)


def setting_refused(reason: SettingReason) -> str:
    """Why a value cannot be taken, as it stands below the field."""
    return {
        SettingReason.NOT_AN_ID: QCoreApplication.translate("wording", "20 digits are needed."),
        SettingReason.NOT_A_DOMAIN: QCoreApplication.translate(
            "wording", "Ten digits as a rule; a host name or an address also work."
        ),
        SettingReason.NOT_AN_ADDRESS: QCoreApplication.translate("wording", "This is not an IP address."),
        SettingReason.NOT_FOR_MEDIA: QCoreApplication.translate("wording", "No device can send video to this address."),
        SettingReason.NOT_A_PORT: QCoreApplication.translate("wording", "A port is a number from 1 to 65535."),
        SettingReason.NOT_A_PORT_RANGE: fill(
            QCoreApplication.translate("wording", "First and last port, from %1 to 65535, like 30000-30999."),
            PORTS_LOWEST,
        ),
        SettingReason.TOO_FEW_PORTS: QCoreApplication.translate(
            "wording", "Each video needs an even port and the one above it."
        ),
        SettingReason.NOT_TYPABLE: QCoreApplication.translate(
            "wording", "Only letters, digits and signs that every camera can type."
        ),
        SettingReason.TOO_LONG: QCoreApplication.translate("wording", "This is too long."),
        SettingReason.NOT_A_CHOICE: QCoreApplication.translate("wording", "Choose one of the values offered."),
    }[reason]


def setting_problem(problem: SettingProblem) -> Words:
    """What was wrong in settings.toml, and what came of it."""
    if problem.is_error and problem.key:
        sentence = fill(
            QCoreApplication.translate("wording", "settings.toml: %1 has a wrong value; the default is used."),
            problem.key,
        )
    elif problem.is_error:
        sentence = QCoreApplication.translate("wording", "settings.toml cannot be read; the defaults are used.")
    else:
        sentence = fill(
            QCoreApplication.translate("wording", "settings.toml: %1 is not known."), problem.key or problem.section
        )
    return Words(sentence, QCoreApplication.translate("wording", "Correct it on the Settings page."), str(problem))


def ago(elapsed: float) -> str:
    """How long ago something was, in the largest unit that fits; `elapsed` in seconds."""
    if elapsed < 2:
        return QCoreApplication.translate("wording", "just now")
    if elapsed < 60:
        return fill(QCoreApplication.translate("wording", "%1 s ago"), int(elapsed))
    if elapsed < 3600:
        return fill(QCoreApplication.translate("wording", "%1 min ago"), int(elapsed / 60))
    if elapsed < 86400:
        return fill(QCoreApplication.translate("wording", "%1 h ago"), int(elapsed / 3600))
    return fill(QCoreApplication.translate("wording", "%1 d ago"), int(elapsed / 86400))


def seconds(length: float) -> str:
    """A length in seconds with one digit behind the point where it matters."""
    return f"{length:.1f}" if 0 < length < 10 and length != int(length) else f"{length:.0f}"


def _malformed_sip() -> Words:
    return Words(
        QCoreApplication.translate("wording", "SIP message that cannot be read"),
        QCoreApplication.translate("wording", "Something else may be talking to the SIP port, or a device is faulty."),
    )


def _malformed_xml() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Message text that cannot be read"),
        QCoreApplication.translate("wording", "The XML is damaged or cut off; newer firmware may help."),
    )


def _malformed_sdp() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Media description that cannot be read"),
        QCoreApplication.translate("wording", "The device's SDP lacks what is needed to receive its video."),
    )


def _malformed_rtp() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Media packets that cannot be read"),
        QCoreApplication.translate("wording", "Something else may be sending to a media port."),
    )


def _malformed_stream() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Video stream that cannot be read"),
        QCoreApplication.translate("wording", "The device does not send the agreed program stream."),
    )


def _unexpected() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Message that nobody waits for"),
        QCoreApplication.translate("wording", "Mostly harmless: a late answer, or a device that is not admitted."),
    )


def _flood() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Too many messages; the excess is dropped unread"),
        QCoreApplication.translate("wording", "Look for a faulty device or a scan at this address."),
    )


def _stalled() -> Words:
    return Words(
        QCoreApplication.translate("wording", "Connection that stopped in the middle of a message"),
        QCoreApplication.translate("wording", "The network may be bad, or something else connects to the port."),
    )


def _decoder_died() -> Words:
    return Words(
        QCoreApplication.translate("wording", "A decoder ended and was replaced"),
        QCoreApplication.translate("wording", "The named channel was being decoded; its stream may be damaged."),
    )


def _receiver_died() -> Words:
    return Words(
        QCoreApplication.translate("wording", "The media receiver ended and was replaced"),
        QCoreApplication.translate("wording", "All videos were interrupted for a moment and came back by themselves."),
    )


def _wrong_password() -> Words:
    return Words(
        QCoreApplication.translate("wording", "A known device was refused for its password"),
        QCoreApplication.translate("wording", "Type the same password into the device and, under its options, here."),
    )


# Each entry pairs a class with a function of exactly that class, which the type of a list cannot say.
_FAILURES: tuple[tuple[type[Exception], Callable[..., Words]], ...] = (
    (failure.DeviceUnknown, _device_unknown),
    (failure.DeviceOffline, _device_offline),
    (failure.NoAnswer, _no_answer),
    (failure.Unreachable, _unreachable),
    (failure.Refused, _refused),
    (failure.BadAnswer, _bad_answer),
    (failure.NoMedia, _no_media),
    (failure.NoPicture, _no_picture),
    (failure.MediaStopped, _media_stopped),
    (failure.EndedByDevice, _ended_by_device),
    (failure.MediaEngineLost, _engine_lost),
    (failure.NoFreePort, _no_free_port),
    (failure.AddressInUse, _address_in_use),
    (failure.AddressUnusable, _address_unusable),
    (failure.FileFailed, _file_failed),
    (failure.NotSupported, _not_supported),
)
_ANOMALIES: dict[AnomalyKind, Callable[[], Words]] = {
    AnomalyKind.MALFORMED_SIP: _malformed_sip,
    AnomalyKind.MALFORMED_XML: _malformed_xml,
    AnomalyKind.MALFORMED_SDP: _malformed_sdp,
    AnomalyKind.MALFORMED_RTP: _malformed_rtp,
    AnomalyKind.MALFORMED_STREAM: _malformed_stream,
    AnomalyKind.UNEXPECTED: _unexpected,
    AnomalyKind.FLOOD: _flood,
    AnomalyKind.STALLED: _stalled,
    AnomalyKind.WRONG_PASSWORD: _wrong_password,
    AnomalyKind.DECODER_DIED: _decoder_died,
    AnomalyKind.RECEIVER_DIED: _receiver_died,
}
