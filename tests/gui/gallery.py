"""Pictures of every page for the eye: `python -m tests.gui.gallery FOLDER [dark|light] [zh|en] [page]`.

Set QT_SCALE_FACTOR=2 for a fine screen. The pages are filled with `tests.gui.sample`, so no device is needed.
"""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from tests.gui import ptz_pages, records_pages, sample, wall_pages
from ui import fonts, theme
from ui.device_tree.model import DeviceTreeModel
from ui.device_tree.panel import DeviceTree
from ui.devices.page import DevicesPage
from ui.first_run.page import FirstRunPage
from ui.settings.page import SettingsPage
from ui.translation import Translation
from ui.widgets.notice import Tone

Page = Callable[[], QWidget]
_ROUNDS = 4  # a layout can ask for another


def tree() -> QWidget:
    site = sample.sample_site()
    page = DeviceTree(site.devices, site.catalogs)
    page.resize(300, 900)
    settle(page)
    for key in (
        (sample.EAST,),
        (sample.EAST, "34020000002160000001"),
        (sample.EAST, "34020000002160000002"),
        (sample.CITY,),
    ):
        page.view.expand(page.model.find(key))
    page.view.choose((sample.EAST, "34020000002160000001", "34020000001320000001"))
    return page


def tree_filtered() -> QWidget:
    site = sample.sample_site()
    page = DeviceTree(site.devices, site.catalogs)
    page.resize(300, 600)
    settle(page)
    page.filter_field.setText("1 号")
    page.model.set_filter("1 号")
    return page


def tree_empty() -> QWidget:
    site = sample.Site()
    page = DeviceTree(site.devices, site.catalogs)
    page.resize(300, 500)
    return page


def devices() -> DevicesPage:
    page = DevicesPage(sample.access_to(sample.sample_site()))
    page.resize(1232, 680)
    return page


def devices_detail() -> QWidget:
    page = devices()
    settle(page)
    page.resize(1600, 1000)
    page.show_device(sample.SILENT)
    return page


def devices_add() -> QWidget:
    page = devices()
    settle(page)
    page.resize(1600, 1000)
    page.begin_device()
    return page


def devices_misread() -> QWidget:
    page = devices()
    page._tabs.setCurrentIndex(1)
    return page


def devices_empty() -> QWidget:
    page = DevicesPage(sample.access_to(sample.Site()))
    page.resize(1232, 680)
    return page


def settings() -> SettingsPage:
    access = sample.access_to(sample.Site())
    page = SettingsPage(generate_password=access.generate_password, local_addresses=access.local_addresses)
    page.resize(1232, 680)
    return page


def settings_wrong() -> QWidget:
    page = settings()
    page.resize(1600, 960)
    page.form._id.setText("3402000000200000001")
    page.form._ports.setText("30000")
    page.form._port.setText("5061")
    page.tell(Tone.DONE, "Saved.")
    return page


def first_run() -> QWidget:
    page = FirstRunPage()
    page.resize(1232, 680)
    return page


PAGES: dict[str, Page] = {
    "tree": tree,
    "tree-filtered": tree_filtered,
    "tree-empty": tree_empty,
    "devices": devices,
    "devices-detail": devices_detail,
    "devices-add": devices_add,
    "devices-misread": devices_misread,
    "devices-empty": devices_empty,
    "settings": settings,
    "settings-wrong": settings_wrong,
    "first-run": first_run,
    **wall_pages.PAGES,
    **records_pages.PAGES,
    **ptz_pages.PAGES,
}


def settle(page: QWidget) -> None:
    """Show the page and do at once what would be done in a moment."""
    page.show()
    for model in page.findChildren(DeviceTreeModel):
        while model._timer.isActive():
            model._timer.stop()
            model._work()
    for _ in range(_ROUNDS):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def discard(page: QWidget) -> None:
    """Delete at once: a page that lingers is dressed again with every change of theme or language."""
    shiboken6.delete(page)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:]
    logging.disable(logging.CRITICAL)
    app = QApplication(sys.argv[:1])
    fonts.load(fonts.Chinese.ALWAYS)
    translation = Translation(app)
    for theme_name in [name for name in theme.THEMES if name in wanted] or list(theme.THEMES):
        theme.apply(app, theme_name)
        for language in [name for name in ("zh", "en") if name in wanted] or ["zh", "en"]:
            translation.use(language)
            for name in [name for name in PAGES if name in wanted] or list(PAGES):
                page = PAGES[name]()
                settle(page)
                page.grab().save(str(folder / f"{name}-{theme_name}-{language}.png"))
                discard(page)


if __name__ == "__main__":
    main()
