"""Measuring Radd on data that no choice was made on: `radd eval`."""
