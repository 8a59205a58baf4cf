from odoo import api, models


class WhatsappInboxPanel(models.AbstractModel):
    """What stands beside a customer's thread: a registry of sections.

    A bridge adds a section with a row in ``_sections``, a method
    ``_section_<name>(thread)`` here, and a component of the same name in the browser's
    registry ``whatsapp_inbox.panel_sections``. All of it runs with the agent's own
    rights: a section whose records they may not read is not in ``_sections``.
    """

    _name = "whatsapp.inbox.panel"
    _description = "WhatsApp Customer Panel"

    @api.model
    def _sections(self, thread):
        """The sections that this user may see beside this thread.

        :return: dict of name → ``title``, ``sequence``, and ``folded``: whether it is
            closed until the agent opens it
        """
        return {
            "customer": {"title": self.env._("Customer"), "sequence": 10},
            "conversation": {"title": self.env._("Conversation"), "sequence": 20},
            "history": {"title": self.env._("History"), "sequence": 80, "folded": True},
            "files": {"title": self.env._("Files"), "sequence": 90, "folded": True},
        }

    @api.model
    def _section(self, thread, name):
        """What the component of one section shows; None if this user may not see it."""
        if name not in self._sections(thread):
            return None
        return getattr(self, f"_section_{name}")(thread)
