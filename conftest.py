"""What needs no Odoo is tested together: ``python -m pytest -p no:odoo
whatsapp_inbox/tests/pure simulator/tests``."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path, parent):
    """Without Odoo, an addon is a mere folder: pytest would import it as a package."""
    in_addon = any((p / "__manifest__.py").exists() for p in (path, path.parent))
    if in_addon and not parent.config.pluginmanager.hasplugin("odoo"):
        return pytest.Dir.from_parent(parent, path=path)
    return None
