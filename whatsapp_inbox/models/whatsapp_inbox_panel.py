import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


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

        :return: dict of name → ``title``, ``sequence``; ``folded``: whether it is
            closed until the agent opens it; ``slow``: whether the browser asks for it
            apart, so that no other waits for it
        """
        return {
            "customer": {"title": self.env._("Customer"), "sequence": 10},
            "conversation": {"title": self.env._("Conversation"), "sequence": 20},
            "history": {
                "title": self.env._("History"),
                "sequence": 80,
                "folded": True,
                "slow": True,
            },
            "files": {"title": self.env._("Files"), "sequence": 90, "folded": True},
        }

    @api.model
    def _section(self, thread, name):
        """What the component of one section shows; None if this user may not see it."""
        if name not in self._sections(thread):
            return None
        return getattr(self, f"_section_{name}")(thread)

    @api.model
    def _several(self, thread, names):
        """Sections in one request. None falls with another: they only read, so that
        there is one savepoint to which each that fails goes back.

        :param names: of sections that this user may see
        :return: dict of name → what ``_section`` returns, or ``{"error": words}``
        """
        # the people of the customer's company are looked for once
        panel = self.with_context(whatsapp_people={})
        found = {}
        # the end of the request releases it: a query less
        savepoint = self.env.cr.savepoint()
        for name in names:
            try:
                found[name] = getattr(panel, f"_section_{name}")(thread)
            except Exception as error:  # noqa: BLE001 - shown in its section
                savepoint.rollback()
                found[name] = {"error": self._words(name, error)}
        return found

    @api.model
    def _words(self, name, error):
        if isinstance(error, UserError):
            return str(error)
        _logger.error("Section %s of the customer panel", name, exc_info=error)
        return self.env._("This could not be loaded.")
