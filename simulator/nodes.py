"""What a GET on a number, an account or a template shows, field by field."""

import re

from .checks import bad_parameter
from .numbering import country, dial_code, digits
from .subscriptions import subscribed

NUMBER_DEFAULTS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
)
WABA_DEFAULTS = ("name", "timezone_id", "message_template_namespace")
TEMPLATE_DEFAULTS = (
    "name",
    "parameter_format",
    "components",
    "language",
    "status",
    "category",
)
PROFILE_FIELDS = {
    "about",
    "address",
    "description",
    "email",
    "profile_picture_url",
    "profile_picture_handle",
    "websites",
    "vertical",
    "messaging_product",
}
HEALTHY = {"can_send_message": "AVAILABLE"}
LIMIT_TIER = "TIER_2K"


def webhook_configuration(state, number):
    """Callback addresses that are set: of the number, the account, the application."""
    result = {}
    for app_id, override in state.waba_of(number).subscriptions.items():
        app = state.apps.get(app_id)
        if app and app.callback_url:
            result["application"] = app.callback_url
        if override.get("override_callback_uri"):
            result["whatsapp_business_account"] = override["override_callback_uri"]
        if number.overrides.get(app_id):
            result["phone_number"] = number.overrides[app_id]
    return result


def number_fields(state, number):
    health = {
        **HEALTHY,
        "entities": [
            {"entity_type": "PHONE_NUMBER", "id": number.id, **HEALTHY},
            {"entity_type": "WABA", "id": number.waba_id, **HEALTHY},
        ],
    }
    return {
        "id": number.id,
        "verified_name": number.verified_name,
        "display_phone_number": number.display_phone_number,
        "country_code": country(digits(number.display_phone_number)),
        "country_dial_code": dial_code(digits(number.display_phone_number)),
        "code_verification_status": "VERIFIED",
        "quality_rating": number.quality_rating,
        "quality_score": {"score": number.quality_rating},
        "platform_type": "CLOUD_API" if number.registered else "NOT_APPLICABLE",
        "throughput": {"level": "STANDARD"},
        "webhook_configuration": webhook_configuration(state, number),
        "status": "CONNECTED" if number.registered else "DISCONNECTED",
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "account_mode": "LIVE",
        "is_on_biz_app": number.is_on_biz_app,
        "is_official_business_account": False,
        "is_pin_enabled": True,
        "is_preverified_number": False,
        "messaging_limit_tier": LIMIT_TIER,
        "whatsapp_business_manager_messaging_limit": LIMIT_TIER,
        "last_onboarded_time": "2026-01-12T09:00:00+0000",
        "search_visibility": "VISIBLE",
        "host_platform": "CLOUD_API",
        "certificate": "",
        "new_certificate": "",
        "eligibility_for_api_business_global_search": "NON_ELIGIBLE_UNDEFINED",
        "health_status": health,
        "conversational_automation": {},
        "username": "",
    }


def waba_fields(state, waba):
    return {
        "id": waba.id,
        "name": waba.name,
        "timezone_id": "71",
        "currency": "EUR",
        "country": "ES",
        "message_template_namespace": waba.namespace,
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "status": "ACTIVE",
        "owner_business_info": {"name": waba.name, "id": waba.portfolio_id},
        "on_behalf_of_business_info": {"name": waba.name, "id": waba.portfolio_id},
        "primary_funding_id": "",
        "whatsapp_business_manager_messaging_limit": LIMIT_TIER,
        "marketing_messages_onboarding_status": "ELIGIBLE",
        "marketing_messages_lite_api_status": "ELIGIBLE",
        "is_enabled_for_insights": True,
        "disable_marketing_messages_on_cloud_api": False,
        "subscribed_apps": subscribed(state, waba),
        "health_status": {
            **HEALTHY,
            "entities": [{"entity_type": "WABA", "id": waba.id, **HEALTHY}],
        },
    }


def template_fields(_state, template):
    fields = {
        "id": template.id,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "components": template.components,
        "parameter_format": template.parameter_format,
        "quality_score": {"score": template.quality, "date": 1767225600},
        "message_send_ttl_seconds": None,
        "cta_url_link_tracking_opted_out": False,
        "library_template_name": None,
        "previous_category": None,
        "correct_category": None,
        "sub_category": None,
        "degrees_of_freedom_spec": None,
        "rejected_reason": template.reason,
    }
    return fields


def split_fields(text):
    """Names of a ``fields`` parameter; nested selections ``a{b,c}`` count as ``a``."""
    flat = text
    while "{" in flat:
        shorter = re.sub(r"\{[^{}]*\}", "", flat)
        if shorter == flat:
            break
        flat = shorter
    names = [re.sub(r"[.(].*$", "", name).strip() for name in flat.split(",")]
    return [name for name in names if name]


def select(values, fields, defaults, node_type):
    """The asked fields and the id.

    :raise GraphError: 100 for a field that the node does not have
    """
    names = split_fields(fields) if fields else list(defaults)
    result = {}
    for name in names:
        if name not in values:
            raise bad_parameter(
                f"Tried accessing nonexisting field ({name}) on node type ({node_type})"
            )
        if values[name] not in (None, {}, ""):
            result[name] = values[name]
    result["id"] = values["id"]
    return result
