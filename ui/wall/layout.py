"""How a wall is divided: a layout is a list of cells on a raster, so that large and small tiles can be mixed."""

from dataclasses import dataclass

from PySide6.QtCore import QRect

TILE_GAP = 2  # pixels


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a tile lies on the raster, and over how many columns and rows it reaches."""

    column: int
    row: int
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """Cells in the order in which they are filled; `name` is what it is remembered by and what its button says."""

    name: str
    columns: int
    rows: int
    cells: tuple[Cell, ...]

    def __len__(self) -> int:
        return len(self.cells)

    def boxes(self, area: QRect) -> list[QRect]:
        """The pixels of each cell; what the division leaves over goes to the first columns and rows."""
        across = _cuts(area.left(), area.width(), self.columns)
        down = _cuts(area.top(), area.height(), self.rows)
        return [_box(cell, across, down) for cell in self.cells]

    def neighbour(self, number: int, *, right: int = 0, down: int = 0) -> int:
        """The nearest cell in that direction, the same one at the edge; exactly one of both is 1 or -1."""
        here = self.cells[number]
        ahead = [
            (_distance(here, cell, right=right, down=down), other)
            for other, cell in enumerate(self.cells)
            if _lies_ahead(here, cell, right=right, down=down)
        ]
        return min(ahead)[1] if ahead else number


def square(side: int) -> Layout:
    """`side` x `side` tiles of equal size."""
    cells = tuple(Cell(column, row) for row in range(side) for column in range(side))
    return Layout(str(side * side), side, side, cells)


LAYOUTS = tuple(square(side) for side in (1, 2, 3, 4))


def layout_named(name: object) -> Layout | None:
    return next((layout for layout in LAYOUTS if layout.name == name), None)


def layout_for(count: int) -> Layout:
    """The smallest that holds `count` tiles; the largest there is, where none does."""
    return next((layout for layout in LAYOUTS if len(layout) >= count), LAYOUTS[-1])


def _cuts(start: int, length: int, parts: int) -> list[tuple[int, int]]:
    """First and last pixel of each column or row."""
    share, rest = divmod(max(0, length - TILE_GAP * (parts - 1)), parts)
    cuts: list[tuple[int, int]] = []
    for number in range(parts):
        end = start + share + (number < rest)
        cuts.append((start, end - 1))
        start = end + TILE_GAP
    return cuts


def _box(cell: Cell, across: list[tuple[int, int]], down: list[tuple[int, int]]) -> QRect:
    left, right = across[cell.column][0], across[cell.column + cell.columns - 1][1]
    top, bottom = down[cell.row][0], down[cell.row + cell.rows - 1][1]
    return QRect(left, top, right - left + 1, bottom - top + 1)


def _lies_ahead(here: Cell, cell: Cell, *, right: int, down: int) -> bool:
    if right:
        overlaps = cell.row < here.row + here.rows and here.row < cell.row + cell.rows
        return overlaps and (cell.column - here.column) * right > 0
    overlaps = cell.column < here.column + here.columns and here.column < cell.column + cell.columns
    return overlaps and (cell.row - here.row) * down > 0


def _distance(here: Cell, cell: Cell, *, right: int, down: int) -> tuple[int, int]:
    """First along the direction, then across it."""
    along = (cell.column - here.column) * right + (cell.row - here.row) * down
    across = abs(cell.row - here.row) if right else abs(cell.column - here.column)
    return along, across
