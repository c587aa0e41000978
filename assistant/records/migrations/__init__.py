"""The revisions of the tables, oldest first; run by Alembic through `assistant.records.migrate`."""
