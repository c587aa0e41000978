"""One page that shows a run to somebody new: self-contained, no script or font from elsewhere."""
