from markupsafe import escape

from odoo import api, models


class WhatsappInboxTap(models.AbstractModel):
    """The button below a quotation: the portal's own rules say whether it confirms."""

    _inherit = "whatsapp.inbox.tap"

    @api.model
    def _tapped_confirm_order(self, message, record):
        """The customer tapped "Confirm". A second tap finds it confirmed.

        :param record: ``sale.order``
        """
        record.lock_for_update()
        conversation = message.conversation_id
        spoken = conversation._as_inbox()
        order = record.with_context(lang=spoken.env.lang)
        facts = order._whatsapp_event_facts()
        words, why = self._confirm_problem(order, spoken.env)
        if not words:
            self._confirm(record, message)
            if not record.company_id.whatsapp_order_active:
                words = spoken.env._(
                    "Thank you, {name}! {document} of {amount} is confirmed."
                )
        if words:
            spoken._say_auto("tap", words, by_agent=True, **facts)
        if why:
            self._hand_over(record, message, why)

    @api.model
    def _confirm_problem(self, order, env):
        """:return: what the customer is told, and why the salesperson has to act, or
        ("", "") if the portal would let them confirm it"""
        told = order.with_context(lang=order.company_id.partner_id.lang).env
        if order.state == "sale":
            return env._("{document} is confirmed already. Thank you!"), ""
        if order.state not in ("draft", "sent"):
            words = env._("{document} is not valid any more. We will get back to you.")
            return words, told._("it is cancelled")
        if order.is_expired:
            words = env._("{document} has expired. We will get back to you.")
            return words, told._("it has expired")
        if self._has_changed(order):
            words = env._(
                "{document} has changed since we sent it to you. Please look at it "
                "again: {link}"
            )
            return words, told._("it has changed since it was sent to them")
        if order._has_to_be_signed() or order._has_to_be_paid():
            words = env._("Please complete {document} here: {link}")
            return words, told._("it has to be signed or paid in the portal")
        if order._confirmation_error_message():
            words = env._("We look at {document} and get back to you.")
            return words, order.with_env(told)._confirmation_error_message()
        return "", ""

    @api.model
    def _has_changed(self, order):
        told = self.env["whatsapp.inbox.document.event"]._of(order, "quotation")
        return bool(told.fingerprint) and (
            told.fingerprint != order._whatsapp_event_fingerprint()
        )

    @api.model
    def _confirm(self, order, message):
        """As the portal does, with who did it and how."""
        order._validate_order()
        told = order.with_context(lang=order.company_id.partner_id.lang)
        mail = message.mail_message_id
        self.env["whatsapp.inbox.document.link"]._link(mail, order)
        told._whatsapp_note(
            mail,
            told.env._(
                "Confirmed by %s with the button on WhatsApp",
                message.contact_id.display_name,
            ),
            author=message.contact_id.partner_id,
        )

    @api.model
    def _hand_over(self, order, message, why):
        """The salesperson, else the agent, gets it to do; once, as long as it is."""
        told = order.with_context(lang=order.company_id.partner_id.lang)
        user = order.user_id or message.conversation_id.user_id
        summary = told.env._("Wanted to confirm on WhatsApp")
        if any(activity.summary == summary for activity in order.activity_ids):
            return
        told.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            # what customers are called is theirs to say
            note=escape(
                told.env._(
                    "%(customer)s tapped “Confirm”, but %(why)s.",
                    customer=message.contact_id.display_name,
                    why=why,
                )
            ),
            user_id=(user or self.env.user).id,
        )
