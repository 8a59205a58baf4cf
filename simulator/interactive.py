"""Limits of interactive messages (buttons, lists, links, flows, products, …)."""

from . import checks
from .checks import bad_parameter, bad_value, key, missing

BODY_LENGTHS = {"list": 4096}
MEDIA_HEADERS = {"image", "video", "document", "gif"}


def check_interactive(value, find_media):
    """:raise GraphError: 100, 131008 or 131009"""
    type_ = checks.one_of(
        checks.required(value, "interactive", "type"), "interactive['type']", ACTIONS
    )
    checks.known_keys(
        value, "interactive", {"type", "header", "body", "footer", "action"}
    )
    if value.get("header") is not None:
        check_header(type_, value["header"], find_media)
    check_body(type_, value)
    if value.get("footer"):
        footer = checks.mapping(value["footer"], "interactive['footer']")
        checks.length(footer.get("text", ""), "Footer text", 0, 60)
    path = "interactive['action']"
    action = checks.mapping(checks.required(value, "interactive", "action"), path)
    ACTIONS[type_](action, path)


def check_header(type_, header, find_media):
    path = "interactive['header']"
    checks.mapping(header, path)
    kinds = {"text"} if type_ in ("list", "product_list") else {"text", *MEDIA_HEADERS}
    kind = checks.one_of(
        checks.required(header, path, "type"), key(path, "type"), kinds
    )
    if kind == "text":
        checks.length(header.get("text"), "Header text", 1, 60)
        return
    media = checks.mapping(checks.required(header, path, kind), key(path, kind))
    if "id" in media and not find_media(str(media["id"])):
        raise bad_parameter(
            f"Param {key(key(path, kind), 'id')} is not a valid whatsapp business "
            "account media attachment ID."
        )
    if "id" not in media and "link" not in media:
        raise bad_parameter(f"The parameter {key(key(path, kind), 'id')} is required.")


def check_body(type_, value):
    optional = type_ in ("product", "request_contact_info", "call_permission_request")
    if not value.get("body") and optional:
        return
    body = checks.mapping(
        checks.required(value, "interactive", "body"), "interactive['body']"
    )
    checks.required(body, "interactive['body']", "text")
    checks.length(body["text"], "Body text", 1, BODY_LENGTHS.get(type_, 1024))


def check_buttons(action, path):
    buttons = checks.count(action.get("buttons"), "buttons", 1, 3)
    replies = []
    for index, button in enumerate(buttons):
        place = f"{path}['buttons'][{index}]"
        checks.one_of(
            checks.mapping(button, place).get("type"), key(place, "type"), {"reply"}
        )
        reply = checks.mapping(checks.required(button, place, "reply"), place)
        checks.length(reply.get("id"), "Button id", 1, 256)
        checks.length(reply.get("title"), "Button title", 1, 20)
        replies.append(reply)
    checks.unique([reply["id"] for reply in replies], "button id")
    checks.unique([reply["title"] for reply in replies], "button title")


def check_list(action, path):
    checks.length(action.get("button"), "Button text", 1, 20)
    sections = checks.count(action.get("sections"), "sections", 1, 10)
    rows = []
    for index, section in enumerate(sections):
        checks.mapping(section, f"{path}['sections'][{index}]")
        if len(sections) > 1 or section.get("title"):
            checks.length(section.get("title"), "Section title", 1, 24)
        rows += checks.count(section.get("rows"), "rows", 1, 10)
    if len(rows) > 10:
        raise bad_value("Total row count exceed max allowed count: 10")
    for row in rows:
        checks.mapping(row, "row")
        checks.length(row.get("id"), "Row id", 1, 200)
        checks.length(row.get("title"), "Row title", 1, 24)
        checks.length(row.get("description", ""), "Row description", 0, 72)
    checks.unique([row["id"] for row in rows], "row id")


def check_cta_url(action, path):
    checks.one_of(action.get("name"), key(path, "name"), {"cta_url"})
    parameters = _parameters(action, path)
    checks.length(parameters.get("display_text"), "Display text", 1, 20)
    url = parameters.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise bad_value("The url is not valid")


def _named(*names):
    def check(action, path):
        checks.one_of(action.get("name"), key(path, "name"), set(names))

    return check


def _parameters(action, path):
    place = key(path, "parameters")
    return checks.mapping(checks.required(action, path, "parameters"), place)


def check_flow(action, path):
    checks.one_of(action.get("name"), key(path, "name"), {"flow"})
    parameters = _parameters(action, path)
    if str(parameters.get("flow_message_version")) != "3":
        raise bad_value("flow_message_version must be 3")
    if not parameters.get("flow_id") and not parameters.get("flow_name"):
        raise missing("flow_id or flow_name is required")
    checks.length(parameters.get("flow_cta"), "Flow CTA", 1, 30)


def check_product(action, path):
    checks.text(action, path, "catalog_id")
    checks.text(action, path, "product_retailer_id")


def check_product_list(action, path):
    checks.text(action, path, "catalog_id")
    sections = checks.count(action.get("sections"), "sections", 1, 10)
    products = [p for section in sections for p in section.get("product_items") or []]
    checks.count(products, "products", 1, 30)


def check_carousel(action, path):
    checks.count(action.get("cards"), "cards", 2, 10)


ACTIONS = {
    "button": check_buttons,
    "list": check_list,
    "cta_url": check_cta_url,
    "location_request_message": _named("send_location"),
    "flow": check_flow,
    "product": check_product,
    "product_list": check_product_list,
    "catalog_message": _named("catalog_message"),
    "carousel": check_carousel,
    "address_message": _named("address_message"),
    "call_permission_request": _named("call_permission_request"),
    "voice_call": _named("voice_call"),
    "request_contact_info": _named("request_contact_info"),
}
