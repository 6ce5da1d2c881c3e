"""services: see the package map in console/__init__.py."""
