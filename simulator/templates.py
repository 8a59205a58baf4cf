"""Message templates: create, list, edit, delete, review."""

import itertools
import re

from . import checks, nodes, webhooks
from .errors import GraphError
from .records import Template
from .template_send import variables

CATEGORIES = {"authentication", "marketing", "utility"}
STATUSES = {
    "APPROVED",
    "PENDING",
    "REJECTED",
    "PAUSED",
    "DISABLED",
    "IN_APPEAL",
    "PENDING_DELETION",
    "ARCHIVED",
    "LIMIT_EXCEEDED",
    "DELETED",
    "FLAGGED",
    "REINSTATED",
}
HEADER_FORMATS = {"text", "image", "video", "document", "gif", "location", "product"}
DAY = 24 * 3600


def _format_error(text):
    return GraphError(
        100,
        "",
        message="Invalid parameter",
        subcode=2388040,
        user_title="The template is not valid",
        user_message=text,
    )


class Templates:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state

    # --- reading -------------------------------------------------------------

    def list(self, waba, call):
        """``GET /<waba>/message_templates`` with filters and cursor paging."""
        chosen = [t for t in self.state.templates.values() if t.waba_id == waba.id]
        for name in ("name", "language", "status", "category"):
            wanted = call.params.get(name)
            if wanted:
                chosen = [t for t in chosen if getattr(t, name) == wanted]
        if call.params.get("name_or_content"):
            wanted = call.params["name_or_content"].lower()
            chosen = [t for t in chosen if wanted in t.name]
        data, paging = self.world.graph.page(chosen, call)
        result = {"data": [self.get(t, call) for t in data]}
        if paging:
            result["paging"] = paging
        if call.params.get("summary"):
            result["summary"] = {
                "total_count": len(chosen),
                "message_template_count": len(chosen),
                "message_template_limit": 6000,
                "are_translations_complete": True,
            }
        return result

    def get(self, template, call):
        return nodes.select(
            nodes.template_fields(self.state, template),
            call.params.get("fields"),
            nodes.TEMPLATE_DEFAULTS,
            "MessageTemplate",
        )

    # --- writing -------------------------------------------------------------

    def create(self, waba, call):
        """``POST /<waba>/message_templates``; pending until reviewed.

        :raise GraphError: 100
        """
        values = self._checked(call.params)
        for other in self.state.templates.values():
            same = (other.waba_id, other.name, other.language)
            if same == (waba.id, values["name"], values["language"]):
                raise GraphError(
                    100,
                    "",
                    message="Invalid parameter",
                    subcode=2388024,
                    user_title="Content in This Language Already Exists",
                    user_message=f"There is already {other.language} content for this "
                    "template. You can create a new template and try again.",
                )
        template = self.state.add(Template(self.state.new_id(), waba.id, **values))
        self._send_to_review(template)
        return {
            "id": template.id,
            "status": template.status,
            "category": template.category,
        }

    def _checked(self, params):
        """Name, language, category, format and components of a new template.

        :raise GraphError: 100
        """
        name = checks.text(params, "", "name", 512)
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise _format_error("Template name: only a-z, 0-9 and _ are allowed.")
        language = checks.text(params, "", "language", 20)
        category = checks.one_of(
            checks.required(params, "", "category"), "category", CATEGORIES
        )
        format_ = checks.one_of(
            params.get("parameter_format") or "positional",
            "parameter_format",
            {"positional", "named"},
        )
        components = checks.listing(
            checks.required(params, "", "components"), "components"
        )
        self.check_components(components, category)
        return {
            "name": name,
            "language": language,
            "category": category.upper(),
            "components": components,
            "parameter_format": format_.upper(),
        }

    def edit(self, template, call):
        """``POST /<template>``: components and category; back to review.

        Approved templates may be edited once a day.

        :raise GraphError: 100
        """
        now = self.state.now()
        if template.status == "APPROVED":
            if template.edited and now - template.edited[-1] < DAY:
                raise _format_error(
                    "An approved template can be edited once in 24 hours."
                )
            template.edited.append(int(now))
        elif template.status not in ("REJECTED", "PAUSED"):
            raise _format_error("Only approved, rejected or paused can be edited.")
        components = call.params.get("components")
        if components is not None:
            checks.listing(components, "components")
            self.check_components(components, template.category.lower())
            template.components = components
        if call.params.get("category"):
            template.category = checks.one_of(
                call.params["category"], "category", CATEGORIES
            ).upper()
        template.status = "PENDING"
        template.reason = "NONE"
        self.state.save(template)
        self._send_to_review(template)
        return {"success": True}

    def delete(self, waba, call):
        """``DELETE /<waba>/message_templates?name=…[&hsm_id=…]``: all its languages."""
        name = checks.text(call.params, "", "name")
        wanted = call.params.get("hsm_id")
        chosen = [
            t
            for t in self.state.templates.values()
            if t.waba_id == waba.id
            and t.name == name
            and (not wanted or t.id == str(wanted))
        ]
        if not chosen:
            raise GraphError(
                100,
                "",
                message="Invalid parameter",
                subcode=2593002,
                user_title="Message Template Not Found",
                user_message=f"No template is named {name}.",
            )
        for template in chosen:
            self.state.remove(template)
            self.announce(template, "DELETED")
        return {"success": True}

    # --- review --------------------------------------------------------------

    def _send_to_review(self, template):
        wait = self.world.faults.template_review_ms
        if wait >= 0:
            self.world.dispatcher.timer.after(
                wait / 1000, self._approve_if_pending, template
            )

    def _approve_if_pending(self, template):
        """Meta's reviewers, who take offers for what they are."""
        if template.status != "PENDING":
            return
        words = " ".join(str(c.get("text") or "") for c in template.components).lower()
        if "you have won" in words:
            self.set_status(template, "REJECTED", "SCAM")
        elif template.category == "UTILITY" and re.search(r"\d ?% off|discount", words):
            self.set_status(template, "REJECTED", "INCORRECT_CATEGORY")
        else:
            self.set_status(template, "APPROVED")

    def set_status(self, template, status, reason=None):
        """Meta's decision; the business is told.

        :raise ValueError: unknown status
        """
        if status not in STATUSES:
            raise ValueError(f"status must be one of {', '.join(sorted(STATUSES))}")
        template.status = status
        if reason or status == "REJECTED":
            template.reason = reason or "INVALID_FORMAT"
        self.state.save(template)
        self.announce(template, status)

    def announce(self, template, event):
        waba = self.state.wabas.get(template.waba_id)
        if waba:
            value = webhooks.template_status_value(template, event)
            self.world.dispatcher.notify(waba, "message_template_status_update", value)

    # --- limits --------------------------------------------------------------

    def check_components(self, components, category):
        """:raise GraphError: 100 with the reason in ``error_user_msg``"""
        types = []
        for component in components:
            type_ = str(checks.mapping(component, "components").get("type", "")).lower()
            check = getattr(self, f"_check_{type_}", None)
            if check:
                check(component, category)
            elif type_ not in ("carousel", "limited_time_offer"):
                raise _format_error(f"Unknown component type {type_.upper()!r}.")
            types.append(type_)
        if len(set(types)) != len(types):
            raise _format_error("Each component may be given once.")
        if "body" not in types and "carousel" not in types:
            raise _format_error("A BODY component is needed.")

    def _check_header(self, component, _category):
        format_ = str(component.get("format", "")).lower()
        if format_ not in HEADER_FORMATS:
            raise _format_error("Unknown header format.")
        text = component.get("text", "")
        if format_ == "text":
            if not 1 <= len(text) <= 60 or len(variables(text)) > 1:
                raise _format_error(
                    "A text header has 1 to 60 characters and at most one variable."
                )
            self._check_example(component, text, "header_text")
        elif format_ in ("image", "video", "document", "gif"):
            example = component.get("example") or {}
            if not example.get("header_handle"):
                raise _format_error("A media header needs an example (header_handle).")

    def _check_body(self, component, category):
        text = component.get("text", "")
        if category == "authentication":
            return
        if not isinstance(text, str) or not 1 <= len(text) <= 1024:
            raise _format_error("A body has 1 to 1024 characters.")
        if re.match(r"\s*\{\{", text) or re.search(r"\}\}[\s.!?]*$", text):
            raise _format_error("Variables can't be at the start or end of the text.")
        if re.search(r"\}\}\s*\{\{", text):
            raise _format_error("Variables can't stand next to each other.")
        numbers = [name for name in variables(text) if name.isdigit()]
        if sorted(map(int, numbers)) != list(range(1, len(numbers) + 1)):
            raise _format_error("Variables are numbered from {{1}} without gaps.")
        words = re.findall(r"\w+", re.sub(r"\{\{.*?\}\}", " ", text))
        if variables(text) and len(words) < 2 * len(variables(text)) + 1:
            raise _format_error(
                "This template contains too many variable parameters relative to the "
                "message length."
            )
        self._check_example(component, text, "body_text")

    @staticmethod
    def _check_example(component, text, name):
        example = component.get("example") or {}
        if variables(text) and not (
            example.get(name) or example.get(f"{name}_named_params")
        ):
            raise _format_error("A text with variables needs examples of them.")

    @staticmethod
    def _check_footer(component, category):
        text = component.get("text", "")
        if category != "authentication" and not 1 <= len(text) <= 60:
            raise _format_error("A footer has 1 to 60 characters.")
        if variables(text):
            raise _format_error("A footer has no variables.")

    @staticmethod
    def _check_buttons(component, _category):
        buttons = component.get("buttons")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 10:
            raise _format_error("There can be 1 to 10 buttons.")
        kinds = [str(button.get("type", "")).upper() for button in buttons]
        limits = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}
        for kind, most in limits.items():
            if kinds.count(kind) > most:
                raise _format_error(f"There can be at most {most} {kind} buttons.")
        replies = [kind == "QUICK_REPLY" for kind in kinds]
        turns = sum(a != b for a, b in itertools.pairwise(replies))
        if turns > 1:
            raise _format_error("Quick reply buttons have to be grouped together.")
        for button in buttons:
            if len(button.get("text", "")) > 25:
                raise _format_error("A button's text has at most 25 characters.")
            if button.get("type") == "URL" and not button.get("url"):
                raise _format_error("A URL button needs its url.")
