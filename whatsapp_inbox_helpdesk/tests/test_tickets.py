"""The tests that all helpdesks share."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW
from odoo.addons.whatsapp_inbox.tests.helpdesk.answering import AnsweringTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.beside_chat import (
    BesideChatTests,
    DeadlineTests,
)
from odoo.addons.whatsapp_inbox.tests.helpdesk.by_itself import ByItselfTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.closing import ClosingTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.closing_final import ClosingFinalTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.closing_late import ClosingLateTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.follow import FollowTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.mirror import MirrorTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.news import NewsTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.opening import OpeningTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.personal import PersonalTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.roles import RolesTests
from odoo.addons.whatsapp_inbox.tests.helpdesk.satisfaction import SatisfactionTests
from odoo.addons.whatsapp_inbox.tests.template_case import TemplateCase

from .product_case import ProductCase


@tagged("post_install", "-at_install")
class TestRoles(RolesTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestBesideChat(BesideChatTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestDeadline(DeadlineTests, ProductCase):
    def set_deadline(self, ticket):
        ticket.sla_deadline = NOW


@tagged("post_install", "-at_install")
class TestOpening(OpeningTests, ProductCase):
    def test_a_team_that_assigns_its_tickets(self):
        """Before who makes it, who is a member as well."""
        self.helpdesk.write(
            {
                "auto_assignment": True,
                "member_ids": [Command.set((self.clerk | self.helper).ids)],
            }
        )
        ticket, _told = self.make(self.thread(), user=self.helper)
        self.assertEqual(ticket.user_id, self.clerk)


@tagged("post_install", "-at_install")
class TestByItself(ByItselfTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestNews(NewsTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestClosing(ClosingTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestClosingLate(ClosingLateTests, ProductCase, TemplateCase):
    pass


@tagged("post_install", "-at_install")
class TestClosingFinal(ClosingFinalTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestSatisfaction(SatisfactionTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestFollow(FollowTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestMirror(MirrorTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestAnswering(AnsweringTests, ProductCase):
    pass


@tagged("post_install", "-at_install")
class TestPersonal(PersonalTests, ProductCase):
    pass
