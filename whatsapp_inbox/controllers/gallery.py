import io
from functools import partial

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, api, fields, http
from odoo.http import content_disposition, request

from ..tools import archive


class GalleryController(http.Controller):
    """Files of a thread in one archive, for who may read the thread."""

    @http.route(
        "/whatsapp_inbox/thread/<int:channel_id>/files",
        methods=["POST"],
        type="http",
        auth="user",
        readonly=True,
    )
    def files(self, channel_id, kind=None, ids=None, **_kwargs):
        """:param str kind: see ``discuss.channel.whatsapp_gallery``; all by default
        :param str ids: of attachments, with commas; all by default"""
        thread = request.env["discuss.channel"].search([("id", "=", channel_id)])
        if not thread:
            raise NotFound()
        chosen = [int(one) for one in ids.split(",") if one.isdigit()] if ids else None
        pairs = thread._whatsapp_archive(kind or None, chosen)
        names = archive.member_names(
            (mail.date, file.name, file.mimetype) for mail, file in pairs
        )
        members = [
            archive.Member(name, mail.date, self._opener(file))
            for name, (mail, file) in zip(names, pairs, strict=True)
        ]
        today = fields.Date.to_string(fields.Date.context_today(thread))
        headers = [
            ("Content-Type", "application/zip"),
            ("X-Content-Type-Options", "nosniff"),
            (
                "Content-Disposition",
                content_disposition(f"WhatsApp {thread.name} {today}.zip"),
            ),
        ]
        # all words now: while the archive leaves, there is no cursor any more
        note = thread._whatsapp_archive_note(whole=not (kind or chosen))
        return request.make_response(archive.stream(members, note), headers)

    def _opener(self, file):
        """:return: what opens a file when it is its turn, without this cursor"""
        if file.store_fname:
            return partial(open, file._full_path(file.store_fname), "rb")
        return partial(_read, request.env.registry, file.id)


def _read(registry, file_id):
    """A file that is stored in the database, of who was asked about it before."""
    with registry.cursor(readonly=True) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        return io.BytesIO(env["ir.attachment"].browse(file_id).raw or b"")
