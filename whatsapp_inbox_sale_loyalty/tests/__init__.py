from . import test_hoot_sale_loyalty
from . import test_panel_loyalty
