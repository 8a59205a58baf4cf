"""Sending a template: does the call fit the approved template, and what comes out.

Codes 132000, 132001, 132005, 132012, 132015, 132016, 132018, 131008, 131062 and 100.
"""

import re

from . import checks
from .errors import GraphError

VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
BODY_LENGTH = 1024
PHONE_ONLY_BUTTONS = {"OTP", "COPY_CODE", "ONE_TAP", "ZERO_TAP"}


def variables(text):
    """Names of the variables of a text, in order of first use."""
    return list(dict.fromkeys(VARIABLE.findall(text or "")))


def find(templates, waba_id, payload):
    """The template to send.

    :raise GraphError: 132001 unknown or never approved, 132015 paused, 132016 disabled
    """
    value = payload["template"]
    checks.known_keys(
        value, "template", {"name", "language", "components", "namespace"}
    )
    name = checks.text(value, "template", "name")
    language = checks.mapping(
        checks.required(value, "template", "language"), "template['language']"
    )
    code = checks.text(language, "template['language']", "code")
    for template in templates:
        if (template.waba_id, template.name, template.language) == (
            waba_id,
            name,
            code,
        ):
            if template.status == "PAUSED":
                raise GraphError(132015)
            if template.status == "DISABLED":
                raise GraphError(132016)
            if template.status == "APPROVED":
                return template
    raise GraphError(132001, f"template name ({name}) does not exist in {code}")


def render(template, payload, to_phone, find_media):
    """Check the call's components and fill the template in.

    :param to_phone: whether the recipient is a phone (code buttons need one)
    :return: {"header": …, "body": text, "footer": text, "buttons": […]} for the phone
    :raise GraphError: see the module
    """
    sent = _components(payload["template"].get("components"))
    result = {"buttons": []}
    for component in template.components:
        type_ = component["type"].upper()
        if type_ == "HEADER":
            result["header"] = _header(template, component, sent, find_media)
        elif type_ == "BODY":
            values = _texts(template, "body", component["text"], sent.get("body"))
            result["body"] = _fill(component["text"], values)
            if len(result["body"]) > BODY_LENGTH:
                raise GraphError(
                    132005,
                    f"body: parameter text length ({len(result['body'])}) "
                    f"exceeds {BODY_LENGTH}",
                )
        elif type_ == "FOOTER":
            result["footer"] = component.get("text", "")
        elif type_ == "BUTTONS":
            result["buttons"] = _buttons(component["buttons"], sent, to_phone)
    _no_extra(template, sent)
    return result


def _components(components):
    """{"header": …, "body": …, ("button", index): …} of the call."""
    result = {}
    for index, component in enumerate(
        checks.listing(components or [], "template['components']")
    ):
        place = f"template['components'][{index}]"
        checks.mapping(component, place)
        type_ = checks.one_of(
            checks.required(component, place, "type"),
            checks.key(place, "type"),
            {"header", "body", "button", "carousel", "limited_time_offer"},
        )
        if type_ == "button":
            checks.required(component, place, "sub_type")
            result["button", int(checks.required(component, place, "index"))] = (
                component
            )
        else:
            result[type_] = component
    return result


def _no_extra(template, sent):
    present = {component["type"].lower() for component in template.components}
    for part in ("header", "body"):
        given = (sent.get(part) or {}).get("parameters") or []
        if part not in present and given:
            raise _count_error(part, len(given), 0)


def _count_error(part, given, expected):
    return GraphError(
        132000,
        f"{part}: number of localizable_params ({given}) does not match the expected "
        f"number of params ({expected})",
    )


def _texts(template, part, text, component):
    """{variable: value} of a text component."""
    wanted = variables(text)
    parameters = checks.listing((component or {}).get("parameters") or [], part)
    if len(parameters) != len(wanted):
        raise _count_error(part, len(parameters), len(wanted))
    result = {}
    for index, (name, parameter) in enumerate(zip(wanted, parameters, strict=True)):
        if template.parameter_format == "NAMED":
            if not parameter.get("parameter_name"):
                raise GraphError(100, "Parameter name is missing or empty")
            name = parameter["parameter_name"]
            if name not in wanted:
                raise GraphError(132000, f"{part}: unknown parameter name ({name})")
        result[name] = _text_of(parameter, part, index)
    if set(result) != set(wanted):
        raise _count_error(part, len(result), len(wanted))
    return result


def _text_of(parameter, part, index):
    type_ = parameter.get("type")
    if type_ in ("currency", "date_time"):
        return parameter[type_].get("fallback_value", "")
    if type_ != "text":
        raise GraphError(
            132012, f"{part}: Format mismatch, expected TEXT, received {type_}"
        )
    value = parameter.get("text")
    if not isinstance(value, str) or not value:
        raise GraphError(
            100, "Parameter 'text' is mandatory for component parameter type 'text'"
        )
    if re.search(r"[\n\t]| {5}", value):
        raise GraphError(
            132018,
            "Param text cannot have new-line/tab characters or more than 4 "
            f"consecutive spaces ({part}, parameter {index})",
        )
    return value


def _fill(text, values):
    return VARIABLE.sub(lambda match: values[match.group(1)], text)


def _header(template, component, sent, find_media):
    format_ = component.get("format", "TEXT").upper()
    call = sent.get("header")
    if format_ == "TEXT":
        values = _texts(template, "header", component.get("text", ""), call)
        return {"type": "text", "text": _fill(component.get("text", ""), values)}
    parameters = (call or {}).get("parameters") or []
    if len(parameters) != 1:
        received = "UNKNOWN" if call is None else "NOTHING"
        raise GraphError(
            132012, f"header: Format mismatch, expected {format_}, received {received}"
        )
    type_ = str(parameters[0].get("type", "")).upper()
    if type_ != format_:
        raise GraphError(
            132012, f"header: Format mismatch, expected {format_}, received {type_}"
        )
    value = parameters[0].get(type_.lower()) or {}
    if "id" in value and not find_media(str(value["id"])):
        raise checks.bad_parameter(
            "Param template['components'][0]['parameters'][0]"
            f"['{type_.lower()}']['id'] is not a valid whatsapp business account media "
            "attachment ID."
        )
    return {"type": type_.lower(), type_.lower(): value}


def _buttons(buttons, sent, to_phone):
    result = []
    for index, button in enumerate(buttons):
        type_ = button["type"].upper()
        call = sent.get(("button", index)) or {}
        parameters = call.get("parameters") or []
        if type_ in PHONE_ONLY_BUTTONS and not to_phone:
            raise GraphError(131062)
        shown = {"type": type_, "text": button.get("text", "")}
        if type_ == "URL":
            shown["url"] = button["url"]
            if variables(button["url"]):
                if not parameters or not parameters[0].get("text"):
                    raise checks.missing(
                        f"buttons: Button at index {index} of type Url requires a "
                        "parameter"
                    )
                shown["url"] = VARIABLE.sub(
                    lambda _match, p=parameters: p[0]["text"], button["url"]
                )
            elif parameters:
                raise GraphError(
                    132018, f"buttons: Button at index {index} takes no parameter"
                )
        elif type_ in ("OTP", "COPY_CODE"):
            if not parameters:
                raise checks.missing(
                    f"buttons: Button at index {index} of type {type_} requires a "
                    "parameter"
                )
        elif type_ == "QUICK_REPLY":
            shown["payload"] = next(
                (p.get("payload") for p in parameters), button.get("text", "")
            )
        elif type_ == "PHONE_NUMBER":
            shown["phone_number"] = button.get("phone_number", "")
        result.append(shown)
    for place in sent:
        if isinstance(place, tuple) and place[1] >= len(buttons):
            raise GraphError(132018, f"buttons: no button at index {place[1]}")
    return result
