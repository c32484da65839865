"""What tests/bench/run measures, and with what."""
