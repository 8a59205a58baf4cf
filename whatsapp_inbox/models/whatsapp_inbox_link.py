import base64
import io

import qrcode
from qrcode.image.svg import SvgPathImage

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..tools import link_text
from ..tools.keywords import folded
from ..tools.phone import digits

#: pixels of one square of a QR code; there are some 40 on a side
QR_PIXELS = 12


class WhatsappInboxLink(models.Model):
    """A click-to-chat link to put on a site or a document: its first text tells the
    inbox which team it is for, and where the customer came from.

    Meta's page: click to chat. There is no such address for usernames.
    """

    _name = "whatsapp.inbox.link"
    _description = "WhatsApp Link"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="Where it is used. Customers do not see it.")
    active = fields.Boolean(
        default=True, help="Archived: who comes by it is treated as any customer."
    )
    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="Number",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self._default_account(),
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    team_id = fields.Many2one(
        "whatsapp.inbox.team",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Who comes by this link is routed to it, before any rule. Empty: as "
        "other customers.",
    )
    text = fields.Text(
        "First Text",
        default=lambda self: self.env._("Hello, I have a question."),
        help="Customers find it in their app, and may change it before they send it.",
    )
    code = fields.Char(
        required=True,
        copy=False,
        default=lambda self: link_text.new_code(),
        help="Ends the first text: by it the inbox knows the link. Changing it makes "
        "printed codes plain links to the number.",
    )
    sent_text = fields.Text("Text as Sent", compute="_compute_url")
    url = fields.Char("Link", compute="_compute_url")
    qr_png = fields.Binary("QR Code", compute="_compute_qr")
    qr_svg = fields.Binary("QR Code as SVG", compute="_compute_qr")
    website_html = fields.Char("HTML for a Website", compute="_compute_website_html")
    website_html_qr = fields.Char(
        "HTML with QR Code", compute="_compute_website_html_qr"
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    conversation_count = fields.Integer(compute="_compute_conversation_count")

    _code_unique = models.UniqueIndex(
        "(account_id, code)", "Another link of this number has this code."
    )

    @api.model
    def _default_account(self):
        return self.env["whatsapp.inbox.account"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.constrains("code")
    def _check_code(self):
        for link in self:
            if not link_text.is_code(link.code):
                raise ValidationError(
                    self.env._(
                        "The code of %s needs 4 to 12 letters from A to Z and digits, "
                        "at least one of each: SHOP1. Customers must not write it by "
                        "chance.",
                        link.name,
                    )
                )

    # -- computed -----------------------------------------------------------------

    @api.depends("account_id.display_phone_number", "code", "text")
    def _compute_url(self):
        for link in self:
            number = digits(link.account_id.display_phone_number or "")
            link.sent_text = link_text.first_text(link.text, link.code or "")
            link.url = number and link_text.address(number, link.sent_text)

    @api.depends("url")
    def _compute_qr(self):
        for link in self:
            link.qr_png = link._qr("png")
            link.qr_svg = link._qr("svg")

    def _qr(self, kind):
        """:return: a picture in base64, False without an address"""
        if not self.url:
            return False
        # "M": readable with 15 % of it covered, on paper
        code = qrcode.QRCode(
            error_correction=qrcode.ERROR_CORRECT_M, box_size=QR_PIXELS
        )
        code.add_data(self.url)
        factory = SvgPathImage if kind == "svg" else None
        picture = io.BytesIO()
        code.make_image(image_factory=factory).save(picture)
        return base64.b64encode(picture.getvalue())

    @api.depends("url", "account_id.verified_name", "company_id.name")
    def _compute_website_html(self):
        for link in self:
            link.website_html = link.url and link._snippet()

    @api.depends("website_html")
    def _compute_website_html_qr(self):
        for link in self:
            # in the text itself: nobody who is not logged in may read it from here;
            # and drawn anew, since a form knows the field's size alone
            code = link._qr("png")
            picture = code and f"data:image/png;base64,{code.decode()}"
            link.website_html_qr = picture and link._snippet(picture)

    def _snippet(self, picture=""):
        # sudo: the name that every customer sees
        account = self.sudo().account_id
        name = account.verified_name or account.company_id.name
        label = self.env._("Write to %(name)s on WhatsApp", name=name)
        return link_text.snippet(self.url, label, picture)

    @api.depends("account_id", "sent_text", "team_id")
    def _compute_preview(self):
        for link in self:
            # sudo: what the team says to every customer
            account, team = link.account_id.sudo(), link.team_id.sudo()
            bubbles = [account._preview_bubble(link.sent_text, own=True)]
            if team:
                bubbles.append(account._preview_greeting(team))
            link.preview = account._preview_phone(bubbles)

    def _compute_conversation_count(self):
        counts = dict(
            self.env["whatsapp.inbox.conversation"]._read_group(
                [("link_id", "in", self.ids)], ["link_id"], ["__count"]
            )
        )
        for link in self:
            link.conversation_count = counts.get(link, 0)

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        self.env.registry.clear_cache()
        result = super().write(self._clean_vals(vals))
        if not {"account_id", "team_id"}.isdisjoint(vals):
            self.check_access("write")  # nobody gives a link to a team of others
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _clean_vals(self, vals):
        if vals.get("code"):
            return {**vals, "code": vals["code"].strip().upper()}
        return vals

    # -- as plain values ----------------------------------------------------------

    @api.model
    @tools.ormcache("account_id")
    def _compiled(self, account_id):
        """:rtype: tuple[tools.link_text.Link, ...]"""
        # sudo: asked for whoever writes to the number, and the same for all
        links = self.sudo().with_context(active_test=True)
        links = links.search([("account_id", "=", account_id)], order="id")
        return tuple(
            link_text.Link(
                link.id,
                link.name,
                link.code,
                link.team_id.filtered("active").id or 0,
                folded(link.text or ""),
            )
            for link in links
        )

    # -- actions ------------------------------------------------------------------

    def action_open_conversations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_conversation_action"
        )
        domain = [("link_id", "=", self.id)]
        return {**action, "name": self.name, "domain": domain, "context": {}}

    def action_download_png(self):
        return self._download("png")

    def action_download_svg(self):
        return self._download("svg")

    def _download(self, kind):
        self.ensure_one()
        if not self.url:
            raise UserError(self._words_without_number())
        name = f"whatsapp-{self.code.lower()}.{kind}"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/qr_{kind}?download=true"
            f"&filename={name}",
            "target": "download",
        }

    def _words_without_number(self):
        return self.env._(
            "The phone number of %s is not known yet. Have an administrator press Test "
            "Connection there.",
            self.account_id.name,
        )

    @api.model
    def _open_or_make(self, links, vals):
        """Show some links; where there are none, make the first.

        :param dict vals: of a new link
        """
        if not links and self.has_access("create"):
            links = self.create(vals)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_link_action"
        )
        context = {f"default_{name}": value for name, value in vals.items()}
        if len(links) == 1:
            return {
                **action,
                "res_id": links.id,
                "views": [(False, "form")],
                "context": context,
            }
        return {**action, "domain": [("id", "in", links.ids)], "context": context}
