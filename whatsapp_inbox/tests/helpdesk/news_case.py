"""What the tests of news and closing share."""

EVENT = "whatsapp.inbox.document.event"


class NewsCase:
    """A customer with a chat and a ticket in it. A bridge adds its product."""

    def setUp(self):
        super().setUp()
        self.partner = self.create_partner()
        self.customer_thread = self.thread()
        self.assertEqual(
            self.customer_thread.whatsapp_contact_id.partner_id, self.partner
        )
        self.conversation = self.customer_thread.whatsapp_conversation_id

    def chat_ticket(self, **values):
        ticket = self.ticket(partner_id=self.partner.id, **values)
        ticket.whatsapp_conversation_ids = self.conversation
        return ticket

    def move(self, ticket, stage):
        ticket.with_user(self.clerk).write({"stage_id": stage.id})

    def tell(self):
        self.run_job(EVENT)

    def told(self, record, event):
        return self.env[EVENT]._of(record, event)

    def sent(self):
        """The transport records of what leaves for the customer, in their order."""
        domain = [
            ("channel_id", "=", self.customer_thread.id),
            ("direction", "=", "outbound"),
        ]
        return self.env["whatsapp.inbox.message"].search(domain, order="id")

    def said(self):
        """Texts that leave for the customer, in their order."""
        texts = []
        for sent in self.sent():
            content = sent.payload.get("text") or sent.payload.get("interactive") or {}
            text = content.get("body")
            texts.append(text.get("text") if isinstance(text, dict) else text)
        return texts

    def buttons(self):
        """:return: ids of the last message's buttons, by title"""
        rows = self.sent()[-1].payload["interactive"]["action"]["buttons"]
        return {row["reply"]["title"]: row["reply"]["id"] for row in rows}

    def chatter(self, record):
        return " / ".join(record.message_ids.sorted("id").mapped("body"))
