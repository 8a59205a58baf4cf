"""Lets these tests `import tools` without Odoo.

Importing the addon itself would import Odoo, so the addon's folder goes on the path and
its `tools` package is imported as a top-level one. This folder has no `__init__.py`,
and a `pytest.ini` that ends pytest's walk up the tree here, for the same reason.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from graph_server import TOKEN, Meta
from tools.cloud_api import CloudApi


@pytest.fixture(scope="module")
def server():
    meta = Meta()
    yield meta
    meta.server.shutdown()
    meta.server.server_close()


@pytest.fixture
def meta(server):
    server.requests.clear()
    server.answer()
    return server


@pytest.fixture
def api(meta):
    return CloudApi(meta.url, "v25.0", TOKEN)


@pytest.fixture
def hasty(meta):
    """A client that waits a tenth of a second for an answer."""
    return CloudApi(meta.url, "v25.0", TOKEN, timeout=(5, 0.1))
