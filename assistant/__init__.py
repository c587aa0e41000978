"""Radd: a reply assistant for marketplace sellers."""
