"""Where the time of ours goes."""

import cProfile
import io
import pstats
from contextlib import contextmanager

TOP = 40


class Profiler:
    """cProfile around parts of a run; the figures of such a run are not kept."""

    def __init__(self, enabled):
        self.enabled = enabled
        self._profiles = {}

    @contextmanager
    def of(self, name):
        """Profile the first time that ``name`` is measured, and print it."""
        if not self.enabled or name in self._profiles:
            yield
            return
        profile = self._profiles[name] = cProfile.Profile()
        with profile:
            yield
        for order in ("cumulative", "tottime"):
            text = io.StringIO()
            stats = pstats.Stats(profile, stream=text).strip_dirs()
            stats.sort_stats(order).print_stats(TOP)
            print(f"\n--- {name}, by {order}\n{text.getvalue()}", flush=True)
