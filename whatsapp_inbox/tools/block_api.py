"""The part of the Cloud API that blocks users (Meta's page: block-users)."""

from .errors import CloudApiError
from .graph import failed_user, segment

#: the list holds 64,000; `Graph.pages` reads 100 pages
PAGE = 1000


class BlockApi:
    """Methods of `cloud_api.CloudApi`, which has the connection. All raise
    `CloudApiError`; asking again after a lost answer is harmless.

    A user is `{"user": number or wa_id}` or `{"user_id": business-scoped id}`.
    """

    def block(self, phone_number_id: str, user: dict) -> None:
        """They can no longer write to this number, nor it to them.

        :raises CloudApiError: with the code of this user: 131047 if they did not write
            within 24 hours, 139101 if the list is full, 139102 if it changes just now
        """
        self._change_blocked("POST", phone_number_id, user)

    def unblock(self, phone_number_id: str, user: dict) -> None:
        self._change_blocked("DELETE", phone_number_id, user)

    def blocked(self, phone_number_id: str) -> list[dict]:
        """All that this number blocks: `wa_id`, or `user_id`."""
        path = f"{segment(phone_number_id)}/block_users"
        return self._graph.pages(path, {"limit": PAGE})

    def _change_blocked(self, method, phone_number_id, user):
        path = f"{segment(phone_number_id)}/block_users"
        body = {"messaging_product": "whatsapp", "block_users": [user]}
        answer = self._graph.call(method, path, json=body)
        if error := failed_user(answer):
            data = error.get("error_data")
            raise CloudApiError(
                str(error.get("message") or ""),
                code=error.get("code"),
                details=str(data.get("details") or "") if data else "",
            )
