"""What the records panel reads and asks. The window hands it in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from console.model.catalog import ChannelRef
from console.services.clock import Clock
from console.services.download import Downloads
from console.services.records import Records


@dataclass(frozen=True, slots=True)
class RecordsAccess:
    """Services, the clock, names, and where downloads go: None until the operator has chosen a folder."""

    records: Records
    downloads: Downloads
    clock: Clock
    name_of: Callable[[ChannelRef], str]
    download_folder: Callable[[], Path | None]
    remember_download_folder: Callable[[Path], None]
