"""Builds the parts of the console and starts and stops them; the only place where they meet.

console        the parts, wired
settings       settings.toml and the passwords behind it, changed while running
memory         what outlives the console: devices, catalogs, and what the window looked like
demo           the simulated site of `--demo`
"""

from console.application.console import Console as Console
from console.application.console import Listener as Listener
