"""Run by Alembic for every command: works on the connection, and in the transaction, that it was given."""

from alembic import context

from assistant.records.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
