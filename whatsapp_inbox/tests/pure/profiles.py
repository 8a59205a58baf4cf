"""How many examples a fuzz test tries: the same few each time, or as many as asked."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(".dev/hypothesis")

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))

#: a decorator of a test
profile = settings(
    max_examples=EXAMPLES,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
