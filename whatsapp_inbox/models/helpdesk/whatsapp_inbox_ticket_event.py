from datetime import timedelta

from odoo import api, models

#: A ticket was made of a chat; told of with its number.
OPENED = "opened"
#: It came to a stage: with the stage's id.
STAGE = "stage_"
#: It was closed, and something is asked: with how often, for it may be opened again.
CLOSED = "closed_"
#: What a chat becomes is told at once: its number says that it is there.
AT_ONCE = timedelta(seconds=5)


class WhatsappInboxTicket(models.AbstractModel):
    """Customers are told the number of their ticket and the stages that it comes to
    (decision 0043), in the thread from which it came."""

    _name = "whatsapp.inbox.ticket.mixin"
    _inherit = ["whatsapp.inbox.ticket.mixin", "whatsapp.inbox.event.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._whatsapp_note_stage()
        return tickets

    def write(self, vals):
        if not vals.keys() & {"stage_id", "team_id"}:
            return super().write(vals)
        before = {ticket: ticket.sudo().stage_id for ticket in self}
        result = super().write(vals)
        moved = self.filtered(lambda ticket: ticket.sudo().stage_id != before[ticket])
        if moved:
            # sudo: what is told is the team's setting, whoever moves the ticket
            moved.sudo()._whatsapp_stage_changed(before)
        return result

    def _whatsapp_stage_changed(self, before):
        """:param dict before: ticket → the stage that it had"""
        self._whatsapp_note_stage()

    def _whatsapp_note_stage(self):
        for stage, tickets in self.sudo().grouped("stage_id").items():
            if stage.whatsapp_active:
                event = f"{STAGE}{stage.id}"
                self.env["whatsapp.inbox.document.event"]._note(event, tickets)

    # -- what the event says --------------------------------------------------------

    def _whatsapp_event_stage(self, event):
        """:return: the stage that an event is about, or none"""
        number = event.removeprefix(STAGE)
        found = number.isdigit() and event.startswith(STAGE)
        return self.stage_id.browse(int(number) if found else ()).exists()

    def _whatsapp_event_is_on(self, event):
        if not self.company_id:
            return False
        if event == OPENED:
            return self.team_id.whatsapp_opened_active
        return self._whatsapp_event_stage(event).whatsapp_active

    def _whatsapp_event_text(self, event):
        if event == OPENED:
            return self.team_id.whatsapp_opened_text or self.env._(
                "Your ticket {ticket} is open: {title}\nYou find it here: {link}"
            )
        return self._whatsapp_event_stage(event).whatsapp_text or self.env._(
            "Your ticket {ticket} is now: {stage}"
        )

    def _whatsapp_event_template(self, event):
        if event == OPENED:
            return self.team_id.whatsapp_opened_template_id
        return self._whatsapp_event_stage(event).whatsapp_template_id

    def _whatsapp_event_facts(self):
        return {
            "ticket": self._role("number") or self.display_name,
            "title": self.name,
            "stage": self.stage_id.name,
            "agent": self.user_id.name or "",
            "link": self.get_base_url() + self.get_portal_url(),
        }

    def _whatsapp_event_is_over(self, event):
        stage = self._whatsapp_event_stage(event)
        if not stage:
            return False
        if stage != self.stage_id:
            return True
        Event = self.env["whatsapp.inbox.document.event"]
        number = Event._of(self, OPENED)
        told = number.state in ("pending", "done")
        noted = Event._of(self, event).create_date
        return told and abs(number.create_date - noted) < AT_ONCE

    def _whatsapp_event_thread(self):
        """The thread of its last conversation, if that is with its customer."""
        # sudo: asked for by the inbox itself
        threads = self.sudo().whatsapp_conversation_ids.sorted("id").channel_id
        mine = threads.filtered(
            lambda thread: (
                thread.whatsapp_account_id.active
                and thread.whatsapp_account_id.company_id == self.company_id
                and thread.whatsapp_contact_id.partner_id == self.partner_id
            )
        )
        return mine[-1:] or super()._whatsapp_event_thread()
