"""``/<phone>/block_users``: whom a business number does not want to hear."""

from . import checks
from .errors import GraphError

BLOCK_WINDOW = 24 * 3600


class Blocking:
    """Only users who wrote within 24 hours can be blocked."""

    def __init__(self, state):
        self.state = state

    def listed(self, number, _call):
        customers = [self.state.customers[id_] for id_ in number.blocked]
        data = [
            {"messaging_product": "whatsapp", "wa_id": c.wa_id, "input": c.wa_id}
            for c in customers
        ]
        return {"data": data, "paging": {}}

    def block(self, number, call):
        def change(customer):
            last = self.state.windows.get((number.id, customer.id), 0)
            if self.state.now() - last > BLOCK_WINDOW:
                raise GraphError(131047)
            if customer.id not in number.blocked:
                number.blocked.append(customer.id)

        return self._change_blocked(number, call, change, "added_users")

    def unblock(self, number, call):
        def change(customer):
            if customer.id in number.blocked:
                number.blocked.remove(customer.id)

        return self._change_blocked(number, call, change, "removed_users")

    def _change_blocked(self, number, call, change, result_key):
        users = checks.listing(
            checks.required(call.params, "", "block_users"), "block_users"
        )
        portfolio_id = self.state.waba_of(number).portfolio_id
        done, failed = [], []
        for user in users:
            key = str(user.get("user") or user.get("user_id") or "")
            customer = self.state.find_customer(key, portfolio_id)
            try:
                if not customer:
                    raise GraphError(139100, "The user is not on WhatsApp.")
                change(customer)
                done.append({"input": key, "wa_id": customer.wa_id})
            except GraphError as error:
                failed.append(
                    {
                        "input": key,
                        "errors": [
                            {
                                "message": error.title,
                                "code": error.code,
                                "error_data": {"details": error.details},
                            }
                        ],
                    }
                )
        self.state.save(number)
        result = {
            "messaging_product": "whatsapp",
            "block_users": {result_key: done},
        }
        if failed:
            result["block_users"]["failed_users"] = failed
        return result
