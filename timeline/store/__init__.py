"""The database: tables, range query, search, migrations."""
