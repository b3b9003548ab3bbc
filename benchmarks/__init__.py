"""Speed, measured: `make bench` prints ours beside a peer's in one run. Never a test."""
