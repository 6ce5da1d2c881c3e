"""receiver: see the package map in console/media/__init__.py."""
