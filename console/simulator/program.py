"""The devices of one process, as the command line describes them."""

import argparse
import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial

from console.model.identity import domain_of
from console.model.peer import Transport
from console.simulator.device import Platform, SimulatedDevice
from console.simulator.encoder import VideoCodec
from console.simulator.faults import Faults
from console.simulator.launcher import say
from console.simulator.personality import Charset
from console.simulator.site import DEMO_SITE, DeviceDescription, plain_camera

_CODECS = {"h264": VideoCodec.H264, "h265": VideoCodec.H265}


async def serve(options: argparse.Namespace, faults: Faults, stop: asyncio.Event) -> int:
    """Run the devices that fall to this process until `stop` is set."""
    first, step = options.part or (0, 1)
    host, port = options.server
    platform = Platform(host, port, options.server_id, options.domain or domain_of(options.server_id), options.password)
    async with AsyncExitStack() as stack:
        for device in described(options)[first::step]:
            await stack.enter_async_context(
                SimulatedDevice(
                    device,
                    platform,
                    faults=faults,
                    local=options.local,
                    paints_ahead=options.devices is None,
                    on_event=partial(_tell, device.device_id),
                )
            )
        await stop.wait()
    return 0


def described(options: argparse.Namespace) -> list[DeviceDescription]:
    """What is simulated, with what the options change of it."""
    if options.devices is not None:
        devices = [plain_camera(number) for number in range(1, options.devices + 1)]
    else:
        devices = list(DEMO_SITE)
    return [_changed(device, options) for device in devices]


def _changed(device: DeviceDescription, options: argparse.Namespace) -> DeviceDescription:
    habits = {
        "charset": Charset[options.charset.upper()] if options.charset else None,
        "keepalive_interval": options.keepalive,
        "expires": options.expires,
        "retry_interval": options.retry,
        "items_per_message": options.items_per_message,
    }
    device = replace(
        device,
        personality=replace(device.personality, **{name: value for name, value in habits.items() if value is not None}),
        transport=Transport[options.transport.upper()] if options.transport else device.transport,
    )
    return device.with_codec(_CODECS[options.codec]) if options.codec else device


def _tell(device_id: str, event: str, detail: str) -> None:
    say(json.dumps({"event": event, "device": device_id, "detail": detail}).encode() + b"\n")
