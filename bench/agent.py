"""A browser's calls, with what each of them costs the server."""

import time
from dataclasses import dataclass, field

import requests


@dataclass
class Cost:
    """Of all the calls of one action.

    :ivar float seconds: from the first byte sent to the last received
    :ivar int queries: of the server
    """

    seconds: float = 0.0
    queries: int = 0
    answers: list = field(default_factory=list)


class Agent:
    """A user with a session of their own.

    :param server: ``e2e.processes.Odoo``, with the addon of bench/addons
    :param str login: which is the password, too
    """

    def __init__(self, server, login):
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False
        about = self._post(
            "/web/session/authenticate",
            {"db": server.database, "login": login, "password": login},
        ).json()["result"]
        self.context = {
            **about["user_context"],
            "allowed_company_ids": [about["user_companies"]["current_company"]],
        }

    def do(self, *calls):
        """Make these calls, one after the other.

        :param calls: path and params of each
        :rtype: Cost
        """
        cost = Cost()
        for path, params in calls:
            began = time.perf_counter()
            answer = self._post(path, params)
            cost.seconds += time.perf_counter() - began
            cost.queries += int(answer.headers["X-Bench-Queries"])
            said = answer.json()
            if "error" in said:
                raise RuntimeError(said["error"]["data"]["debug"])
            cost.answers.append(said.get("result"))
        return cost

    def _post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.session.post(f"{self.server.url}{path}", json=body, timeout=120)

    # -- as the web client asks -----------------------------------------------------

    def data(self, *names):
        """Discuss's store: ``fetchStoreData``."""
        params = {"fetch_params": list(names), "context": self.context}
        return "/mail/data", params

    def messages(self, channel_id, **fetch):
        fetch = {"limit": 30, **fetch}
        params = {"channel_id": channel_id, "fetch_params": fetch}
        return "/discuss/channel/messages", params

    def mark_read(self, channel_id, message_id):
        params = {"channel_id": channel_id, "last_message_id": message_id}
        return "/discuss/channel/mark_as_read", params

    def typing(self, channel_id, is_typing):
        params = {"channel_id": channel_id, "is_typing": is_typing}
        return "/discuss/channel/notify_typing", {**params, "context": self.context}

    def post(self, channel_id, text):
        post = {
            "body": text,
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        params = {"thread_model": "discuss.channel", "thread_id": channel_id}
        return "/mail/message/post", {
            **params,
            "post_data": post,
            "context": self.context,
        }

    def orm(self, model, method, *args, **kwargs):
        kwargs["context"] = self.context
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return f"/web/dataset/call_kw/{model}/{method}", params

    def listed(self, model, domain, *names, **kwargs):
        """A list view: the first page and the count."""
        many2one = {"fields": {"display_name": {}}}
        specification = {
            name: many2one if name.endswith(("_id", "_ids")) else {} for name in names
        }
        return self.orm(
            model,
            "web_search_read",
            domain=domain,
            specification=specification,
            limit=80,
            count_limit=10001,
            **kwargs,
        )
