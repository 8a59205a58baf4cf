from . import test_hoot
from . import test_panel_loyalty
