"""Meaning: pure functions from frames to frames.

Time comes in as a date; nothing here reads a clock, a disk or the network.
"""
