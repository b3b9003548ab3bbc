"""Speed, ours beside a peer's in one run: `make bench` or `python -m benchmarks`."""
