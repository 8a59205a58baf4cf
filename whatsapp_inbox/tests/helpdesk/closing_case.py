from datetime import timedelta

from ..common import NOW
from ..test_tap import tapped
from .news_case import NewsCase


class ClosingCase(NewsCase):
    """A ticket is closed, and its customer asked. A bridge adds its product."""

    def setUp(self):
        super().setUp()
        self.helpdesk.whatsapp_ask_solved = True

    def closed(self, **values):
        """A ticket whose customer was asked, and the buttons."""
        ticket = self.chat_ticket(user_id=self.clerk.id, **values)
        self.move(ticket, self.doing)
        self.move(ticket, self.done)
        self.tell()
        return ticket, self.buttons()

    def tap(self, button, after=timedelta()):
        self.later(after)
        self.receive(tapped(button, at=NOW + after))
