"""Tests with real processes; what they need of them is in `processes`."""
