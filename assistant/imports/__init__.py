"""Returns and messages from elsewhere: a CSV or JSON export, or a page that was copied as text."""
