"""Which thing stands at which place of the wall, and what of it is on screen. Knows no pixels and no streams.

Places are numbered from 0. As many as the layout has cells make a page, and the page with the selected place is on
screen: a grid that shrinks hides tiles, but never loses one, and the selected one stays in sight.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from ui.wall.layout import LAYOUTS, Layout, layout_for

PLACES_LIMIT = 64  # whoever drops a whole site on the wall does not mean to open thousands of streams

T = TypeVar("T")


class Board(Generic[T]):
    """Things of type T at numbered places."""

    def __init__(self) -> None:
        self.layout = LAYOUTS[1]
        self.selected = 0
        self.is_enlarged = False
        self._things: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, place: int) -> T | None:
        return self._things.get(place)

    def filled(self) -> Iterator[tuple[int, T]]:
        """Places and what stands there, in order."""
        return iter(sorted(self._things.items(), key=lambda item: item[0]))

    @property
    def page(self) -> int:
        return self.selected // len(self.layout)

    @property
    def pages(self) -> int:
        """Up to the last that holds anything, and the one on screen."""
        last = max((*self._things, self.selected))
        return last // len(self.layout) + 1

    @property
    def first(self) -> int:
        """The place in the first cell."""
        return self.page * len(self.layout)

    def on_page(self) -> range:
        """The places of the page, one for each cell of the layout."""
        return range(self.first, self.first + len(self.layout))

    def visible(self) -> list[int]:
        """The places that are really seen."""
        return [self.selected] if self.is_enlarged else list(self.on_page())

    def hidden(self) -> list[int]:
        """Filled places on other pages."""
        return [place for place, _ in self.filled() if place not in self.on_page()]

    def put(self, place: int, thing: T) -> T | None:
        """Returns what stood there before."""
        former = self._things.get(place)
        self._things[place] = thing
        return former

    def take(self, place: int) -> T | None:
        return self._things.pop(place, None)

    def swap(self, one: int, other: int) -> None:
        """Exchange two places, either of which may be empty; the selection goes with what it was on."""
        first, second = self._things.pop(one, None), self._things.pop(other, None)
        for place, thing in ((one, second), (other, first)):
            if thing is not None:
                self._things[place] = thing
        if self.selected in (one, other):
            self.selected = other if self.selected == one else one

    def use_layout(self, layout: Layout) -> None:
        self.layout = layout
        self.is_enlarged = False

    def select(self, place: int) -> None:
        """Also brings its page on screen."""
        self.selected = max(0, min(place, PLACES_LIMIT - 1))

    def step(self, *, right: int = 0, down: int = 0) -> None:
        """Move the selection to the neighbour."""
        cell = self.layout.neighbour(self.selected - self.first, right=right, down=down)
        self.selected = self.first + cell

    def turn(self, pages: int) -> None:
        """Go to another page, round the end."""
        self.is_enlarged = False
        self.selected = (self.page + pages) % self.pages * len(self.layout)

    def place_for_one(self) -> int:
        """Where a channel goes that the operator opens without saying where: the selected place, if it is empty,
        else the first empty one in sight, else the selected one all the same."""
        if self._things.get(self.selected) is None:
            return self.selected
        return next((place for place in self.visible() if place not in self._things), self.selected)

    def places_for(self, count: int, start: int | None = None) -> list[int]:
        """Where several channels go: `start`, even if it is taken, then empty places from the page's first.

        Fewer than `count` when the wall is full. The layout grows until all of them are in sight, as far as it can.
        """
        taken = set(self._things) - ({start} if start is not None else set())
        free = (place for place in range(self.first, PLACES_LIMIT) if place not in taken and place != start)
        places = [start] if start is not None and count else []
        places += [place for place, _ in zip(free, range(count - len(places)), strict=False)]
        if places and max(places) >= self.first + len(self.layout):
            self._grow(max(places))
        return places

    def _grow(self, last: int) -> None:
        """So that the page reaches from the first place to `last`, or to as many as the largest layout shows."""
        wanted = layout_for(last + 1)
        if len(wanted) > len(self.layout):
            self.use_layout(wanted)
