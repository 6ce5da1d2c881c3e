"""Thin views over services and state (PySide6)."""
