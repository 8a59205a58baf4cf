from markupsafe import Markup

from odoo import api, models

#: What tickets of the products know of who is no contact.
PERSONAL = ("customer_name", "customer_email", "customer_phone")


class WhatsappInboxTicket(models.AbstractModel):
    """Tickets that were made of a chat have words and files of the customer, which go
    when the customer is erased. The ticket stays: it is the company's work."""

    _inherit = "whatsapp.inbox.ticket.mixin"

    @api.model
    def _whatsapp_telling(self, threads):
        every = self.with_context(active_test=False)
        return every.search(
            [("whatsapp_conversation_ids.channel_id", "in", threads.ids)]
        )

    def _whatsapp_forget(self, threads):
        Files = self.env["ir.attachment"].with_context(active_test=False)
        said = [("model", "=", threads._name), ("res_id", "in", threads.ids)]
        theirs = self.env["mail.message"].search(said).attachment_ids
        own = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        # copies of what was in the chat, whatever they are called by now
        same = [("checksum", "in", [sum for sum in theirs.mapped("checksum") if sum])]
        Files.search(own + same).unlink()
        if self._role_field("rating"):
            rated = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
            ratings = self.env["rating.rating"].search(rated)
            ratings.feedback = False
            ratings.message_id.body = ""
        erased = self.env._("Erased")
        people = {name: False for role in PERSONAL if (name := self._role_field(role))}
        silent = self.with_context(tracking_disable=True, mail_notrack=True)
        for ticket in silent:
            # of other customers of one ticket it has what they said, too
            ticket.write(
                {
                    "name": f"{erased} #{ticket.id}",
                    "description": Markup("<p>%s</p>") % erased,
                    "whatsapp_transcript_id": False,
                    **people,
                }
            )
