"""Looking at processes from outside. Linux only."""

from pathlib import Path


def children_of(pid: int) -> list[int]:
    """Of all its threads; none when it is gone."""
    listings = Path("/proc", str(pid), "task").glob("*/children")
    return sorted({int(child) for listing in listings for child in listing.read_text().split()})
