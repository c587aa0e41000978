"""Knowing the guidelines: passages, keyword and meaning search, their fusion, and answers with sources."""
