"""Side-by-side timings of the parts that must be fast; `python -m benchmarks` runs all."""
