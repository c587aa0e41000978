"""Pure functions over text: Arabic folding, Arabizi, offset-keeping views, sentences."""
