from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import keywords
from ..tools.choices import (
    BUTTON_TITLE,
    MAX_BUTTONS,
    MAX_ROWS,
    ROW_DESCRIPTION,
    ROW_TITLE,
)
from ..tools.keywords import folded
from ..tools.menu import Choice


class WhatsappInboxMenuChoice(models.Model):
    """What a customer can choose in the menu of a number: a button, or a line of a
    list (Meta's pages: messages/interactive-reply-buttons-messages, -list-messages)."""

    _name = "whatsapp.inbox.menu.choice"
    _description = "WhatsApp Menu Choice"
    _order = "sequence, id"
    _check_company_auto = True

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char("Button", required=True, translate=True)
    description = fields.Char(
        translate=True,
        help="A second line below the choice, where the menu is a list: with 4 to 10 "
        "choices.",
    )
    keywords = fields.Text(
        "Words",
        help="They choose it too, wherever they are in a message: one a line or with "
        "commas between them. Accents and capitals do not count.",
    )
    team_id = fields.Many2one(
        "whatsapp.inbox.team", required=True, check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("whatsapp_inbox.group_agent").id)
        ],
        help="Empty: the team's assignment decides.",
    )
    tag_ids = fields.Many2many("whatsapp.inbox.tag", string="Add Tags")

    @api.constrains("name", "description", "account_id")
    def _check_menu(self):
        """Of the whole menu: how many there are decides how long they may be.

        :raises ValidationError: WhatsApp would refuse the menu
        """
        if self.env.context.get("whatsapp_whole_menu"):
            return  # several of them are changed: it is asked again at the end
        langs = [lang for lang, _name in self.env["res.lang"].get_installed()]
        for choices in self.account_id.choice_ids.grouped("account_id").values():
            names, descriptions = (
                choices._in_languages(field, langs) for field in ("name", "description")
            )
            for lang in langs:
                choices._check_names_of(names[lang])
                choices._check_descriptions_of(descriptions[lang])

    def _in_languages(self, field_name, langs):
        """:return: by language, the words of each choice as customers get them"""
        field = self._fields[field_name]
        stored = [field._get_stored_translations(choice) or {} for choice in self]
        return {
            lang: [words.get(lang) or words.get("en_US") or "" for words in stored]
            for lang in langs
        }

    def _check_descriptions_of(self, descriptions):
        for description in descriptions:
            if len(description) > ROW_DESCRIPTION:
                raise ValidationError(
                    self.env._(
                        "“%(description)s” is too long: WhatsApp shows descriptions of "
                        "%(limit)s characters.",
                        description=description,
                        limit=ROW_DESCRIPTION,
                    )
                )

    def _check_names_of(self, names):
        limit = BUTTON_TITLE if len(names) <= MAX_BUTTONS else ROW_TITLE
        seen = set()
        for name in names:
            if not folded(name):
                raise ValidationError(
                    self.env._("The choice “%s” needs letters or digits.", name)
                )
            if len(name) > limit and len(names) <= MAX_ROWS:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is too long: WhatsApp allows %(limit)s characters "
                        "in a menu of %(count)s choices (20 with up to 3, else 24).",
                        name=name,
                        limit=limit,
                        count=len(names),
                    )
                )
            if folded(name) in seen:
                raise ValidationError(
                    self.env._(
                        "There are two choices “%s”. Each needs a name of its own.",
                        name,
                    )
                )
            seen.add(folded(name))

    @api.constrains("keywords")
    def _check_keywords(self):
        for choice in self:
            if empty := keywords.empty_phrases(choice.keywords):
                raise ValidationError(
                    self.env._(
                        "“%(word)s” of the choice “%(choice)s” has no letter or digit, "
                        "so no message can be found by it. Take it out.",
                        word=empty[0],
                        choice=choice.name,
                    )
                )

    @api.constrains("user_id", "account_id")
    def _check_agent(self):
        for choice in self.filtered("user_id"):
            # sudo: groups and companies of colleagues
            user = choice.user_id.sudo()
            if not user.has_group("whatsapp_inbox.group_agent") or (
                choice.account_id.company_id not in user.company_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(agent)s is no agent of the WhatsApp inbox of %(company)s.",
                        agent=user.name,
                        company=choice.account_id.company_id.name,
                    )
                )

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """The dialog of translations writes the database, past the constraints."""
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        self._check_menu()
        self.env.registry.clear_cache()
        return result

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        choices = super().create(vals_list)
        self.env.registry.clear_cache()
        return choices

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        accounts = self.account_id
        result = super().unlink()
        accounts.choice_ids._check_menu()
        return result

    # -- as plain values ----------------------------------------------------------

    def _as_plain(self):
        """:return: tuple of ``tools.menu.Choice``, in the language of the context"""
        return tuple(
            Choice(
                choice._origin.id or -number,
                number,
                choice.name or "",
                tuple(keywords.phrases(choice.keywords)),
                choice.description or "",
            )
            for number, choice in enumerate(self, 1)
        )
