"""gb28181: see the package map in console/protocol/__init__.py."""
