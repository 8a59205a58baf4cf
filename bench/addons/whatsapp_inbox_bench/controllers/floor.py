from odoo import http
from odoo.http import request


class Floor(http.Controller):
    """The least that an Odoo route does to keep what it is sent, in two ways."""

    @http.route(
        "/whatsapp_inbox_bench/orm",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def orm(self):
        body = request.httprequest.get_data(cache=False).decode()
        request.env["whatsapp.inbox.bench.row"].sudo().create({"body": body})
        return request.make_response("")

    @http.route(
        "/whatsapp_inbox_bench/sql",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def sql(self):
        body = request.httprequest.get_data(cache=False).decode()
        request.env.cr.execute(
            "INSERT INTO whatsapp_inbox_bench_row (body) VALUES (%s)", (body,)
        )
        return request.make_response("")
