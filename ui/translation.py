"""The language of the window. English is the source; Chinese comes from resources/i18n (resources/i18n/README.md).

Installing or removing a translator makes Qt send LanguageChange to every widget: each retranslates itself then.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ui.resources import resource

LANGUAGES = {"zh": "简体中文", "en": "English"}  # each in its own words, as a reader of it would look for it


class Translation:
    """Switches the application between its languages, at any time."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self._language = "en"

    @property
    def language(self) -> str:
        """The language in use: "zh" or "en"."""
        return self._language

    def use(self, setting: str) -> None:
        """Switch to the language that `setting` ("auto", "zh" or "en") means."""
        language = resolve(setting)
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        self._language = language
        QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en_GB"))
        if language == "zh":
            # Qt's own texts: the buttons of file dialogs and the menus of text fields.
            self._install("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            self._install("vigil_zh_CN", str(resource("i18n")))

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator(self._app)
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            self._installed.append(translator)


def resolve(setting: str) -> str:
    """The language that the setting means: "auto" follows the system, Chinese of every script and region to "zh"."""
    if setting in LANGUAGES:
        return setting
    wanted = QLocale.system().uiLanguages()
    return "zh" if wanted and wanted[0].split("-")[0] == "zh" else "en"
