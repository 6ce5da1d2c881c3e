"""Backgrounds, rules and buttons, chosen by what they mean; the style sheet gives them their looks."""

from enum import Enum

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import icons, theme
from ui.icons import Icon
from ui.widgets.label import restyle


class Surface(Enum):
    """What a background belongs to."""

    WINDOW = "window"
    PANEL = "panel"
    RAISED = "raised"
    CARD = "card"  # framed
    BAR = "bar"  # along the top, with a line below
    FOOTER = "footer"  # along the bottom, with a line above
    SIDE = "side"  # along the right, with a line at its left
    CHIP = "chip"  # a thing among several of its kind, framed and round


class ButtonKind(Enum):
    """How much a button asks to be pressed."""

    NORMAL = ""
    PRIMARY = "primary"  # at most one in sight
    DANGER = "danger"  # destroys something
    QUIET = "quiet"  # like a link


def set_surface(frame: QFrame, surface: Surface) -> None:
    """Paint `frame` as `surface`."""
    frame.setProperty("surface", surface.value)
    frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    restyle(frame)


def panel(surface: Surface, parent: QWidget | None = None) -> QFrame:
    """An empty frame painted as `surface`."""
    made = QFrame(parent)
    set_surface(made, surface)
    return made


def rule(*, vertical: bool = False) -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("surface", "rule")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def button(kind: ButtonKind = ButtonKind.NORMAL, which: Icon | None = None) -> QPushButton:
    """A button without text yet, as wide as its text asks."""
    made = QPushButton()
    made.setProperty("kind", kind.value)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if which is not None:
        filled = kind in (ButtonKind.PRIMARY, ButtonKind.DANGER)
        made.setIcon(icons.icon(which, "on_fill" if filled else "accent" if kind is ButtonKind.QUIET else "text_mid"))
        made.setIconSize(QSize(theme.ICON_SIZE + theme.SPACE, theme.ICON_SIZE))  # keeps the icon off the text
    return made


def icon_button(which: Icon, *, checkable: bool = False) -> QToolButton:
    """A square button that shows only an icon; give it a tooltip and an accessible name by `name_button`."""
    made = QToolButton()
    made.setIcon(icons.icon(which))
    made.setIconSize(QSize(theme.ICON_SIZE, theme.ICON_SIZE))
    made.setFixedSize(theme.CONTROL_HEIGHT, theme.CONTROL_HEIGHT)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def name_button(target: QToolButton, text: str) -> None:
    """Say what an icon button does: to the eye by a tooltip, to a screen reader by its name."""
    target.setToolTip(text)
    target.setAccessibleName(text)
