from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Of one kind at once. More were imported, or are a batch of which nobody means to
#: write to each customer now.
MOST = 20
#: Set by imports, demo data, tests and whoever wants none.
SILENT = ("whatsapp_no_events", "import_file", "install_mode", "install_demo")


class WhatsappInboxDocumentEvent(models.Model):
    """News of a document for its customer: once, as the index says (decision 0043).

    The row is written with the change, and told by a job after the commit: what cannot
    be sent never stands in the way of an order.
    """

    _name = "whatsapp.inbox.document.event"
    _inherit = "whatsapp.inbox.row.job"
    _description = "WhatsApp News of a Document"
    _order = "id desc"
    _job_cron = "whatsapp_inbox.ir_cron_document_event"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="model", required=True, readonly=True
    )
    event = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    fingerprint = fields.Char(
        readonly=True, help="Of what the customer was told: whether it changed since."
    )

    _once = models.UniqueIndex("(model, res_id, event)")
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    @api.model
    def _note(self, event, records):
        """Something happened to these documents, in the transaction of the environment.

        :param str event: the document's own name of it; what may be told again
            needs another one each time
        :param records: of a model with ``whatsapp.inbox.event.mixin``
        """
        if len(records) > MOST or any(self.env.context.get(key) for key in SILENT):
            return
        now = fields.Datetime.now()
        # sudo: settings that who changes a document may not read
        for record in records.sudo().filtered(lambda r: r._whatsapp_event_is_on(event)):
            # the index decides, of two that come at once as well
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO whatsapp_inbox_document_event (
                        model, res_id, event, company_id, state,
                        create_uid, create_date, write_uid, write_date
                    ) VALUES (%s, %s, %s, %s, 'pending', %s, %s, %s, %s)
                    ON CONFLICT (model, res_id, event) DO NOTHING RETURNING id
                    """,
                    record._name,
                    record.id,
                    event,
                    record.company_id.id,
                    self.env.uid,
                    now,
                    self.env.uid,
                    now,
                )
            )
            self._wake()

    @api.model
    def _of(self, record, event):
        """:return: what was told about a document, or nothing"""
        return self.sudo().search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("event", "=", event),
            ]
        )

    # -- telling --------------------------------------------------------------------

    def _do(self):
        """:raises UserError: why the customer is not told, for those who have the
        document"""
        self.ensure_one()
        record = self._record()
        if not record or record._whatsapp_event_is_over(self.event):
            self.state = "skipped"
            return
        thread = record._whatsapp_event_thread()
        if not thread:
            self.state = "skipped"  # nobody on WhatsApp: nothing to say of it
            return
        if refusal := self._refusal(record, thread):
            raise UserError(refusal)
        mail = self._send(record, thread)
        self.write(
            {
                "state": "done",
                "mail_message_id": mail.id,
                "fingerprint": record._whatsapp_event_fingerprint(),
            }
        )
        told = record.with_context(lang=self.company_id.partner_id.lang)
        told._whatsapp_posted(mail, told.env._("The customer was told on WhatsApp"))
        self._tell_unasked(told)

    def _record(self):
        # the inbox itself tells it, for the document's company
        own = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        own = own.with_context(allowed_company_ids=self.company_id.ids)
        Model = own.env.get(self.model)
        # its bridge may have been uninstalled, and the model be there all the same
        if not isinstance(Model, self.pool["whatsapp.inbox.event.mixin"]):
            return None
        return Model.browse(self.res_id).exists()

    def _refusal(self, record, thread):
        env = self.with_context(lang=self.company_id.partner_id.lang).env
        if thread.whatsapp_account_id.state != "connected":
            return env._("the number %s is not connected.", self._account(thread))
        conversation = thread.whatsapp_conversation_id
        if conversation.answered_by:
            return env._("another app answers them now: %s.", conversation.answered_by)
        if not self._is_open(conversation) and not self._template(record, thread):
            return env._(
                "they have not written for 24 hours, and no template is chosen in the "
                "settings."
            )
        return ""

    def _account(self, thread):
        return thread.whatsapp_account_id.name

    def _is_open(self, conversation):
        return bool(conversation) and conversation._window_is_open()

    def _template(self, record, thread):
        """The chosen one, in the customer's language if there is one of its name."""
        chosen = record._whatsapp_event_template(self.event)
        if not chosen:
            return chosen
        alike = chosen.search(
            [
                ("name", "=", chosen.name),
                ("waba_id", "=", thread.whatsapp_account_id.waba_id),
                ("company_id", "=", self.company_id.id),
                ("is_sendable", "=", True),
            ]
        )
        lang = thread.whatsapp_contact_id._language()
        return min(
            alike,
            key=lambda t: (*t._order_for(lang), t != chosen),
            default=chosen,
        )

    def _send(self, record, thread):
        conversation = self.env["whatsapp.inbox.conversation"]._at_hand(thread)[thread]
        own = conversation._as_inbox()
        record = record.with_context(lang=own.env.lang)
        facts = record._whatsapp_event_facts()
        choices = record._whatsapp_event_choices(self.event)
        if self._is_open(conversation):
            mail = own._say_auto(
                "event",
                record._whatsapp_event_text(self.event),
                choices,
                by_agent=True,
                **facts,
            )
            if not mail:
                raise UserError(self.env._("it could not be sent now."))
            return mail
        template = self._template(record, thread)
        thread = thread.with_user(SUPERUSER_ID).with_context(
            whatsapp_auto_kind="event",
            # what "Order: Number" says in a template
            whatsapp_document=(record._name, record.id),
        )
        template = template.with_env(thread.env)
        typed = {
            f"{row.component}.{row.key}": facts[row.key]
            for row in template.variable_ids
            if row.key in facts and not row.placeholder
        }
        payloads = self._payloads(template, choices)
        return thread._whatsapp_send_template(template, typed, payloads=payloads)

    @api.model
    def _payloads(self, template, choices):
        """The quick replies are the buttons, in their order; none, if there are fewer:
        half of the answers would be no question."""
        replies = [
            f"button.{index}"
            for index, button in enumerate(template._typed().buttons)
            if button.kind == "quick_reply"
        ]
        if len(replies) < len(choices):
            return {}
        return {
            place: key for place, (key, *_words) in zip(replies, choices, strict=False)
        }

    def _tell_unasked(self, told):
        """The template told of it without the buttons: somebody should know."""
        choices = told._whatsapp_event_choices(self.event)
        sent = self.env["whatsapp.inbox.message"].search(
            [("mail_message_id", "=", self.mail_message_id.id)]
        )
        if not (choices and sent.template_id):
            return
        if not self._payloads(sent.template_id, choices):
            told._message_log(
                body=told.env._(
                    "Told on WhatsApp, but without buttons: the template “%(name)s” "
                    "needs quick replies in this order: %(titles)s.",
                    name=sent.template_id.name,
                    titles=", ".join(title for _key, title, _more in choices),
                )
            )

    @api.model
    def _note_failed(self, messages):
        """:param messages: ``whatsapp.inbox.message``s that did not get there"""
        for message in messages:
            own = self.search(
                [
                    ("mail_message_id", "=", message.mail_message_id.id),
                    ("state", "=", "done"),
                ]
            )
            words = own.with_context(lang=own.company_id.partner_id.lang).env
            reason = message.error_message or words._("it was too late to send it.")
            for event in own:
                event.write({"state": "failed", "error": reason[:500]})
                event._tell_failure()

    def _tell_failure(self):
        record = self._record()
        if not record:
            return
        told = record.with_context(lang=self.company_id.partner_id.lang)
        told._message_log(
            body=told.env._("Not told on WhatsApp: %s", self.error),
        )
