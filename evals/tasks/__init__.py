"""One module a task: its data, what answers it, how it is scored."""
