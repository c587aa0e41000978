"""From use to data: what sellers did with suggestions, as candidate samples, and how the mix moves by week."""
