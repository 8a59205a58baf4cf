"""The fault suite: thousands of messages both ways while everything breaks.

``python -m e2e.faults`` for all of it, ``e2e/test_fault_suite.py`` for the short run.
"""
