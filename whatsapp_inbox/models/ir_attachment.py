import os

from odoo import api, fields, models


class IrAttachment(models.Model):
    """Core writes a file under its final name, its hash. What a full disk or a kill
    cut off would stay there, and refuse every later try as a collision."""

    _inherit = "ir.attachment"

    whatsapp_document = fields.Char(
        readonly=True,
        copy=False,
        help="The record that a file in a composer was made of: model,id.",
    )

    @api.model
    def _get_path(self, bin_data, sha):
        self._remove_cut_off_file(bin_data, sha)
        return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        try:
            return super()._file_write(bin_value, checksum)
        except OSError:
            self._remove_cut_off_file(bin_value, checksum)
            raise

    @api.model
    def _remove_cut_off_file(self, content, checksum):
        """Remove a file that is shorter than the content it is named after.

        A process that is still writing it loses nothing: whoever removes it writes
        the whole of it next.
        """
        path = self._full_path(f"{checksum[:2]}/{checksum}")
        if os.path.isfile(path) and os.path.getsize(path) < len(content):
            os.remove(path)
