"""Lets these tests `import tools` without Odoo.

Importing the addon itself would import Odoo, so the addon's folder goes on the path and
its `tools` package is imported as a top-level one. This folder has no `__init__.py`,
and a `pytest.ini` that ends pytest's walk up the tree here, for the same reason.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
