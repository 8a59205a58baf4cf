"""The part of the Cloud API that manages message templates (Meta's pages: templates/*,
and graph-api/guides/upload for the examples of media headers)."""

import re

from .errors import CloudApiError, ErrorClass
from .graph import segment

FIELDS = (
    "id,name,language,status,category,components,parameter_format,quality_score,"
    "rejected_reason"
)
#: of one page; Meta's own default is 25
PAGE = 100
_UPLOAD = re.compile(r"upload:[\w=+-]+(\?sig=[\w=+-]+)?", re.ASCII)


class TemplateApi:
    """Methods of `cloud_api.CloudApi`, which has the connection. All raise
    `CloudApiError`; asking again after a lost answer is harmless, as Meta refuses a
    name that exists."""

    def templates(self, waba_id: str) -> list[dict]:
        """All templates of the account, whatever their status."""
        params = {"fields": FIELDS, "limit": PAGE}
        return self._graph.pages(f"{segment(waba_id)}/message_templates", params)

    def create_template(self, waba_id: str, template: dict) -> dict:
        """Send a new one for review.

        :param template: name, language, category, parameter_format, components
        :return: id, status and category, which Meta may have changed
        """
        path = f"{segment(waba_id)}/message_templates"
        answer = self._graph.call("POST", path, json=template)
        if not answer.get("id"):
            raise CloudApiError(
                "The answer names no template", error_class=ErrorClass.TRANSIENT
            )
        return answer

    def edit_template(self, template_id: str, values: dict) -> None:
        """Send it for review again. Approved ones: once a day, ten times a month.

        :param values: components, category
        """
        self._graph.call("POST", segment(template_id), json=values)

    def delete_template(self, waba_id: str, name: str, template_id: str) -> None:
        """Delete it in its language; its name is blocked for 30 days."""
        path = f"{segment(waba_id)}/message_templates"
        params = {"name": name, "hsm_id": segment(template_id)}
        self._graph.call("DELETE", path, params=params)

    def upload_example(self, app_id, filename: str, mime_type: str, data: bytes) -> str:
        """The handle of a file that shows what a media header looks like."""
        params = {
            "file_name": filename,
            "file_length": len(data),
            "file_type": mime_type,
        }
        path = f"{segment(app_id)}/uploads"
        upload_id = str(self._graph.call("POST", path, params=params).get("id") or "")
        if not _UPLOAD.fullmatch(upload_id):
            raise CloudApiError(
                "The answer names no upload", error_class=ErrorClass.TRANSIENT
            )
        return str(self._graph.upload(upload_id, data).get("h") or "")
