"""Pinned weights, run without torch."""
