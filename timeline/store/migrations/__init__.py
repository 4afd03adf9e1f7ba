"""Alembic migrations of both engines."""
