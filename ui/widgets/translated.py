"""The base of widgets with words of their own."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame


class Translated(QFrame):
    """Calls `retranslate` when the language changes; a subclass calls it once itself when it is built."""

    def retranslate(self) -> None:
        """Set every text anew."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
