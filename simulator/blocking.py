"""``/<phone>/block_users``: whom a business number does not want to hear.

What is refused for one user is said of this user, in an answer that is an error as a
whole (Meta's page: block-users).
"""

from . import checks
from .errors import GraphError

BLOCK_WINDOW = 24 * 3600
LIST_LIMIT = 64_000
REQUEST_LIMIT = 1000


class Blocking:
    """Only users who wrote within 24 hours can be blocked."""

    def __init__(self, state, page):
        self.state = state
        self.page = page

    def listed(self, number, call):
        customers = [self.state.customers[id_] for id_ in number.blocked]
        chosen, paging = self.page(customers, call, number.id)
        data = [
            {"messaging_product": "whatsapp", "wa_id": c.wa_id, "input": c.wa_id}
            for c in chosen
        ]
        return {"data": data, "paging": paging}

    def block(self, number, call):
        def change(customer):
            if customer.id in number.blocked:
                return
            last = self.state.windows.get((number.id, customer.id), 0)
            if self.state.now() - last > BLOCK_WINDOW:
                raise _refused(
                    131047,
                    "Re-engagement required",
                    "User has not messaged in the last 24 hours",
                )
            if len(number.blocked) >= LIST_LIMIT:
                raise GraphError(139101)
            number.blocked.append(customer.id)

        return self._change_blocked(number, call, change, "added_users")

    def unblock(self, number, call):
        def change(customer):
            if customer.id in number.blocked:
                number.blocked.remove(customer.id)

        return self._change_blocked(number, call, change, "removed_users")

    def _change_blocked(self, number, call, change, result_key):
        checks.required(call.params, "", "messaging_product")
        users = checks.listing(
            checks.required(call.params, "", "block_users"), "block_users"
        )
        if len(users) > REQUEST_LIMIT:
            raise GraphError(100, f"At most {REQUEST_LIMIT} users in one request.")
        done, failed = [], []
        for user in users:
            key = str(user.get("user") or user.get("user_id") or "")
            try:
                customer = self._customer(number, key)
                change(customer)
                done.append({"input": key, "wa_id": customer.wa_id})
            except GraphError as error:
                failed.append({"input": key, "errors": [_words(error)]})
        self.state.save(number)
        lists = {result_key: done}
        if failed:
            lists["failed_users"] = failed
        result = {"messaging_product": "whatsapp", "block_users": lists}
        if failed:
            raise GraphError(
                139100,
                "Failed to block some users, see the block_users response list for "
                "details",
                beside=result,
            )
        return result

    def _customer(self, number, key):
        """:raise GraphError: nobody, or named by a parent id, not taken here"""
        portfolio_id = self.state.waba_of(number).portfolio_id
        customer = self.state.find_customer(key, portfolio_id)
        if not customer or ".ENT." in key:
            raise GraphError(139100, "The user is not on WhatsApp.")
        return customer


def _refused(code, title, details):
    error = GraphError(code, details)
    error.title = title
    return error


def _words(error):
    return {
        "message": error.title,
        "code": error.code,
        "error_data": {"details": error.details},
    }
