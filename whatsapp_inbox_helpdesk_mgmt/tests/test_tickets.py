"""The tests that all helpdesks share."""

from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.helpdesk.roles import RolesTests

from .product_case import ProductCase


@tagged("post_install", "-at_install")
class TestRoles(RolesTests, ProductCase):
    pass
