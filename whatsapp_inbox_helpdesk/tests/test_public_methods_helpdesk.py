from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.helpdesk.public import PublicTests
from odoo.addons.whatsapp_inbox.tests.public_methods import PublicMethodsCase

from .product_case import ProductCase


@tagged("post_install", "-at_install")
class TestPublicMethodsHelpdesk(PublicTests, PublicMethodsCase, ProductCase):
    addon = "whatsapp_inbox_helpdesk"
