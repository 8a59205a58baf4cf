import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request


class ExportController(http.Controller):
    @http.route(
        "/whatsapp_inbox/person/<int:contact_id>/export",
        methods=["GET"],
        type="http",
        auth="user",
    )
    def export(self, contact_id):
        """All data of a person, for administrators; it is kept nowhere."""
        contact = request.env["whatsapp.inbox.contact"].browse(contact_id).exists()
        if not contact:
            raise NotFound()
        # it is closed, and so gone, with the answer
        target = tempfile.TemporaryFile()  # noqa: SIM115
        request.env["whatsapp.inbox.personal.data"]._export(contact, target)
        size = target.tell()
        target.seek(0)
        headers = [
            ("Content-Type", "application/zip"),
            ("Content-Length", size),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            (
                "Content-Disposition",
                content_disposition(f"WhatsApp person {contact.id}.zip"),
            ),
        ]
        body = wrap_file(request.httprequest.environ, target)
        response = request.make_response(body, headers)
        response.direct_passthrough = True
        return response
