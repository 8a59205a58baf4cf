from odoo import api, fields, models
from odoo.exceptions import ValidationError


class WhatsappInboxTemplateVariable(models.Model):
    """A gap of a template, and what fills it: a placeholder of the registry, or an
    agent. It belongs to its place, so that it lives on when Meta's text changes."""

    _name = "whatsapp.inbox.template.variable"
    _description = "WhatsApp Template Variable"
    _order = "sequence, id"
    _rec_name = "key"

    template_id = fields.Many2one(
        "whatsapp.inbox.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    component = fields.Selection(
        [("header", "Header"), ("body", "Text"), ("button", "Button")],
        required=True,
        readonly=True,
    )
    key = fields.Char(
        required=True,
        readonly=True,
        help="Its name or number; of a button, its place among them from 0.",
    )
    label = fields.Char("Variable", compute="_compute_label")
    example = fields.Char(help="Meta's reviewers see it; customers do not.")
    placeholder = fields.Selection(
        "_selection_placeholder",
        "Filled With",
        help="A placeholder; empty: the agent writes it.",
    )
    default = fields.Char("Otherwise", help="If there is no value.")

    _place_unique = models.UniqueIndex("(template_id, component, key)")

    @api.model
    def _selection_placeholder(self):
        known = self.env["whatsapp.inbox.placeholder"]._placeholders()
        return [
            (name, f"{group}: {label}") for name, (label, group, _e) in known.items()
        ]

    @api.depends("component", "key")
    def _compute_label(self):
        for variable in self:
            variable.label = variable._label(variable.component, variable.key)

    @api.model
    def _label(self, component, key):
        """How a variable is called where it is filled in."""
        if component == "button":
            return self.env._("Button %s", int(key) + 1 if key.isdecimal() else key)
        places = {
            "latitude": self.env._("Latitude"),
            "longitude": self.env._("Longitude"),
            "name": self.env._("Name of the place"),
            "address": self.env._("Address"),
        }
        if component == "header" and key in places:
            return places[key]
        return "{{%s}}" % key

    @api.constrains("placeholder")
    def _check_placeholder(self):
        known = self.env["whatsapp.inbox.placeholder"]._placeholders()
        for variable in self.filtered("placeholder"):
            if variable.placeholder not in known:
                raise ValidationError(
                    self.env._(
                        "There is no placeholder “%(name)s”. Choose one of: %(names)s.",
                        name=variable.placeholder,
                        names=", ".join(known),
                    )
                )
