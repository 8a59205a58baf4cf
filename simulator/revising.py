"""A customer edits or deletes a message on the phone (Meta's pages: messages/edit,
messages/revoke)."""

EDIT_SECONDS = 15 * 60
REVOKE_SECONDS = 2 * 24 * 3600
CAPTIONED = ("image", "video", "document")


class Revising:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    def revise(self, number, customer, values):
        """{wamid, text} edits, {wamid, delete: true} deletes; the business is told as
        `edit` or `revoke` if the number is on the phone app too, else `unsupported`.

        :raise ValueError: not an own message, or too late
        :return: (Message of the update, number of receivers)
        """
        message = self._own(number, customer, values.get("wamid"))
        deletes = bool(values.get("delete"))
        age = self.state.now() - message.timestamp
        if age > (REVOKE_SECONDS if deletes else EDIT_SECONDS):
            raise ValueError(f"too late: the message is {int(age / 60)} minutes old")
        kind = "revoke" if deletes else "edit"
        content = {"original_message_id": message.id}
        if deletes:
            message.deleted = True
        else:
            content["message"] = self._edit(message, str(values.get("text") or ""))
        self.state.save(message)
        self.world.hub.publish("message", self.world.phone.show(message))
        if number.is_on_biz_app:
            payload = {kind: content}
        else:
            kind, payload = "unsupported", {"unsupported": {"type": kind}}
        return self.world.customers.write(
            number, customer, kind, payload, values.get("timestamp"), hidden=True
        )

    def _own(self, number, customer, wamid):
        message = self.state.messages.get(wamid)
        mine = message and message.direction == "inbound"
        if not mine or (message.number_id, message.customer_id) != (
            number.id,
            customer.id,
        ):
            raise ValueError(f"no message {wamid} of this customer")
        if message.deleted:
            raise ValueError("the message is deleted")
        return message

    def _edit(self, message, text):
        """Change the text or the caption; returns the `message` of Meta's webhook."""
        key = "body" if message.type == "text" else "caption"
        if message.type != "text" and message.type not in CAPTIONED:
            raise ValueError(f"a {message.type} has no text to edit")
        if not text and message.type == "text":
            raise ValueError("a text is needed")
        message.payload = {
            **message.payload,
            message.type: {**message.payload[message.type], key: text},
        }
        message.edited = True
        inner = {"type": message.type}
        if "context" in message.payload:
            inner["context"] = {"id": message.payload["context"].get("id")}
        number = self.state.numbers[message.number_id]
        customer = self.state.customers[message.customer_id]
        value = self.world.customers.value(number, customer, message)
        return inner | {message.type: value["messages"][0][message.type]}
