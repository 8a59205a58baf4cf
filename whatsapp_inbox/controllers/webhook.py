"""The address that Meta calls: bytes in, one stored event, 200.

Meta's page: webhooks/create-webhook-endpoint.
"""

import hmac
import logging

from odoo import http
from odoo.http import request

from ..tools import signature

_logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 3 * 1024 * 1024  # Meta's limit of one POST


class WebhookController(http.Controller):
    @http.route(
        "/whatsapp_inbox/webhook/<string:webhook_key>",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def verify(self, webhook_key, **_kwargs):
        """Meta's verification: the challenge for who knows the verify token.

        The names of the parameters have dots, so they are read from the query.
        """
        query = request.httprequest.args
        credentials = self._credentials(webhook_key)
        if not credentials:
            return self._answer(404, "Unknown webhook address.")
        expected = credentials["verify_token"]
        given = query.get("hub.verify_token", "")
        if (
            query.get("hub.mode") != "subscribe"
            or not expected
            or not hmac.compare_digest(expected.encode(), given.encode())
        ):
            _logger.warning(
                "WhatsApp account %s: verification refused", credentials["id"]
            )
            return self._answer(403, "The verify token is not the account's.")
        request.env["whatsapp.inbox.account"].sudo()._webhook_verified(
            credentials["id"]
        )
        return self._answer(200, query.get("hub.challenge", ""))

    @http.route(
        "/whatsapp_inbox/webhook/<string:webhook_key>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=MAX_BODY_BYTES + 1,  # no more is read, also of pieces
    )
    def receive(self, webhook_key, **_kwargs):
        """Store one signed POST; 200 means that it is on disk."""
        credentials = self._credentials(webhook_key)
        if not credentials:
            return self._answer(404, "Unknown webhook address.")
        http_request = request.httprequest
        if (http_request.content_length or 0) > MAX_BODY_BYTES:
            return self._answer(413, "The body is larger than 3 MB.")
        body = http_request.get_data(cache=False)
        if len(body) > MAX_BODY_BYTES:
            return self._answer(413, "The body is larger than 3 MB.")
        given = http_request.headers.get("X-Hub-Signature-256")
        if not signature.verify(credentials["app_secret"], body, given):
            _logger.warning("WhatsApp account %s: signature refused", credentials["id"])
            request.env["whatsapp.inbox.account"].sudo()._signature_refused(
                credentials["id"]
            )
            return self._answer(403, "The signature is not the account's.")
        request.env["whatsapp.inbox.webhook.event"].sudo()._store(
            credentials["id"], body
        )
        return self._answer(200, "")

    def _credentials(self, webhook_key):
        return (
            request.env["whatsapp.inbox.account"]
            .sudo()
            ._webhook_credentials()
            .get(webhook_key)
        )

    def _answer(self, status, text):
        return request.make_response(
            text, headers=[("Content-Type", "text/plain; charset=utf-8")], status=status
        )
