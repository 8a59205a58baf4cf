from odoo import models


class AccountMove(models.Model):
    """Invoices are sent by WhatsApp as they are by mail: as the file of Odoo's own
    sending, which is made and kept then."""

    _name = "account.move"
    _inherit = ["account.move", "whatsapp.inbox.sale.document"]

    def _whatsapp_document_name(self):
        own = self.with_context(lang=self._whatsapp_lang())
        return f"{own.type_name} {own.name}"

    def _whatsapp_report(self):
        return self.env["account.move.send"]._get_default_pdf_report_id(self)

    def _whatsapp_file(self):
        if file := self._get_invoice_legal_documents("pdf"):
            return file["filename"], file["content"]
        _name, content = super()._whatsapp_file()
        report = self._whatsapp_report()
        return self._get_invoice_report_filename(report=report), content

    def _whatsapp_final_file(self, name, content):
        if not self.invoice_pdf_report_id:
            self.env["account.move.send"]._generate_and_send_invoices(
                self, sending_methods=[]
            )
        file = self._get_invoice_legal_documents("pdf", allow_fallback=True)
        return file["filename"], file["content"]

    def _whatsapp_refusal(self, kind="file"):
        problems = self.env["account.move.send"]._get_move_constraints(self)
        return next(iter(problems.values()), "") or super()._whatsapp_refusal(kind)

    def _whatsapp_mark_sent(self):
        # sudo: as Odoo does when its mail leaves
        self.sudo().is_move_sent = True
        return super()._whatsapp_mark_sent()
