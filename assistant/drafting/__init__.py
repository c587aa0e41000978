"""Drafting: which template answers a case, and the template with its slots filled."""
