"""sip: see the package map in console/protocol/__init__.py."""
