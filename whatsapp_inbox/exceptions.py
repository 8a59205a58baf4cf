from odoo.exceptions import UserError


class AnsweredMeanwhile(UserError):
    """Somebody of us answered after the last message that the composer knew.

    :ivar dict context: for the browser; ``last_message_id`` is the answer's, which
        whoever sends anyway gives as ``whatsapp_seen_message_id``
    """

    def __init__(self, message, last_message_id):
        super().__init__(message)
        self.context = {"last_message_id": last_message_id}
