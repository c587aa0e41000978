"""Speed and memory, each a command: `python -m evals.benchmarks`."""
