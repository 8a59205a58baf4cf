from odoo import models


class StockPicking(models.Model):
    """A delivery, with the parcel that the customer may follow."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "whatsapp.inbox.document.mixin"]

    def _whatsapp_partner(self):
        return self.sale_id.partner_id or super()._whatsapp_partner()

    def _whatsapp_parcel(self):
        """The only place that knows of Odoo's delivery addons, which may not be there.

        :return: reference and address of the parcel; each may be ""
        """
        if "carrier_tracking_ref" not in self._fields:
            return "", ""
        url = self["carrier_tracking_url"] or ""
        # of several parcels it is a list of addresses, which is no link
        return self["carrier_tracking_ref"] or "", url if url[:4] == "http" else ""

    def _whatsapp_kinds(self):
        return ["tracking"] if any(self._whatsapp_parcel()) else []

    def _whatsapp_refusal(self, kind="file"):
        if kind not in self._whatsapp_kinds():
            return self.env._(
                "Nothing is known yet of the parcel of %s.", self.display_name
            )
        return super()._whatsapp_refusal(kind)

    def _whatsapp_text(self, kind):
        if kind != "tracking":
            return super()._whatsapp_text(kind)
        own = self.with_context(lang=self._whatsapp_lang())
        return own.env._(
            "Your order %(order)s is on its way: %(parcel)s",
            order=self.sale_id.name or self.name,
            parcel=" ".join(filter(None, self._whatsapp_parcel())),
        )
