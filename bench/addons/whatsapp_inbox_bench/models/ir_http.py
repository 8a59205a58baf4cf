import threading

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        """Tell how many queries the answer took, with those of pending writes."""
        super()._post_dispatch(response)
        if request.env.cr and not request.env.cr.closed:
            request.env.cr.flush()
        response.headers["X-Bench-Queries"] = threading.current_thread().query_count
