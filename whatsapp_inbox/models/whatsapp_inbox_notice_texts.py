"""What to tell administrators of each event, and what they can do about it."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_MANAGER = _lt("Open the WhatsApp Manager of Meta: it shows the reason and a way on.")
_APPEAL = _lt(
    "Open Account Quality in Meta's Business Support: it shows what is not accepted "
    "and lets you ask for another review."
)
_RECONNECT = _lt("Connect the number again in Meta, then press Test Connection.")
_QUALITY = _lt(
    "Customers block or report messages of this number. Write only to who asked for "
    "it, and less often."
)
_SECURITY = _lt(
    "If nobody of your business did this, change the PIN in the WhatsApp Manager and "
    "look who may enter Meta's Business Settings."
)
_TEMPLATE = _lt("See the template in the WhatsApp Manager.")

#: By field and event: what happened, what to do. An event that is missing here is
#: told in Meta's word.
TEXTS = {
    ("account_update", "ACCOUNT_DELETED"): (
        _lt("The WhatsApp account was deleted"),
        _MANAGER,
    ),
    ("account_update", "ACCOUNT_OFFBOARDED"): (
        _lt("The number was disconnected from the Cloud API"),
        _RECONNECT,
    ),
    ("account_update", "ACCOUNT_RECONNECTED"): (
        _lt("The number is connected to the Cloud API again"),
        None,
    ),
    ("account_update", "ACCOUNT_RESTRICTION"): (
        _lt("Meta restricts the WhatsApp account"),
        _APPEAL,
    ),
    ("account_update", "ACCOUNT_VIOLATION"): (
        _lt("Meta says that the account breaks its policy"),
        _APPEAL,
    ),
    ("account_update", "DISABLE"): (
        _lt("Meta has disabled the WhatsApp account"),
        _APPEAL,
    ),
    ("account_update", "SCHEDULE_FOR_DISABLE"): (
        _lt("Meta is about to disable the WhatsApp account"),
        _APPEAL,
    ),
    ("account_update", "REINSTATE"): (
        _lt("Meta has enabled the WhatsApp account again"),
        None,
    ),
    ("account_update", "PARTNER_REMOVED"): (
        _lt("The app has no access to the WhatsApp account any more"),
        _RECONNECT,
    ),
    ("account_update", "PARTNER_APP_UNINSTALLED"): (
        _lt("An app was removed from the WhatsApp account"),
        _lt("If it was the app of this number, connect it again in Meta."),
    ),
    ("account_update", "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"): (
        _lt("Authentication messages to other countries will cost more"),
        None,
    ),
    ("account_update", "VOLUME_BASED_PRICING_TIER_UPDATE"): (
        _lt("The prices of messages follow another volume"),
        None,
    ),
    ("account_review_update", "APPROVED"): (
        _lt("Meta has approved the WhatsApp account"),
        None,
    ),
    ("account_review_update", "REJECTED"): (
        _lt("Meta has rejected the WhatsApp account"),
        _APPEAL,
    ),
    ("account_review_update", "DEFERRED"): (
        _lt("Meta has put off its review of the WhatsApp account"),
        _MANAGER,
    ),
    ("account_alerts", "CRITICAL"): (_lt("Alert of Meta"), _MANAGER),
    ("account_alerts", "WARNING"): (_lt("Warning of Meta"), _MANAGER),
    ("account_alerts", "INFORMATIONAL"): (_lt("Message of Meta"), None),
    ("account_alerts", "SOLVED"): (_lt("An alert of Meta is over"), None),
    ("phone_number_quality_update", "FLAGGED"): (
        _lt("The quality of the number is low"),
        _QUALITY,
    ),
    ("phone_number_quality_update", "UNFLAGGED"): (
        _lt("The quality of the number is good again"),
        None,
    ),
    ("phone_number_quality_update", "DOWNGRADE"): (
        _lt("Fewer customers may be written to first"),
        _QUALITY,
    ),
    ("phone_number_quality_update", "UPGRADE"): (
        _lt("More customers may be written to first"),
        None,
    ),
    ("phone_number_quality_update", "THROUGHPUT_UPGRADE"): (
        _lt("The number may send faster"),
        None,
    ),
    ("phone_number_name_update", "APPROVED"): (
        _lt("Meta has approved the name that customers see"),
        None,
    ),
    ("phone_number_name_update", "REJECTED"): (
        _lt("Meta has rejected the name that customers see"),
        _lt("Choose another name in the WhatsApp Manager."),
    ),
    ("phone_number_name_update", "DECLINED"): (
        _lt("Meta has rejected the name that customers see"),
        _lt("Choose another name in the WhatsApp Manager."),
    ),
    ("business_capability_update", "LIMITS"): (
        _lt("The limits of the WhatsApp account changed"),
        None,
    ),
    ("security", "PIN_CHANGED"): (_lt("The PIN of the number was changed"), _SECURITY),
    ("security", "PIN_RESET_REQUEST"): (
        _lt("Somebody asked to switch off the PIN of the number"),
        _SECURITY,
    ),
    ("security", "PIN_RESET_SUCCESS"): (
        _lt("The PIN of the number was switched off"),
        _SECURITY,
    ),
    ("security", "PIN_REQUEST_SUCCESS"): (
        _lt("The PIN of the number was switched off"),
        _SECURITY,
    ),
    ("errors", "ERROR"): (
        _lt("Meta tells an error"),
        _lt("If messages are not sent, press Test Connection."),
    ),
    ("message_template_status_update", "APPROVED"): (
        _lt("A template was approved"),
        None,
    ),
    ("message_template_status_update", "REJECTED"): (
        _lt("A template was rejected"),
        _TEMPLATE,
    ),
    ("message_template_status_update", "PAUSED"): (
        _lt("A template is paused: customers do not like it"),
        _TEMPLATE,
    ),
    ("message_template_status_update", "DISABLED"): (
        _lt("A template was disabled"),
        _TEMPLATE,
    ),
    ("message_template_status_update", "FLAGGED"): (
        _lt("A template is about to be disabled"),
        _TEMPLATE,
    ),
    ("message_template_quality_update", "RED"): (
        _lt("The quality of a template is low"),
        _TEMPLATE,
    ),
    ("message_template_components_update", "CHANGED"): (
        _lt("A template was changed"),
        None,
    ),
    ("template_category_update", "ANNOUNCED"): (
        _lt("A template will have another category, and another price, in a day"),
        _TEMPLATE,
    ),
    ("template_category_update", "DONE"): (
        _lt("A template has another category, and another price"),
        _TEMPLATE,
    ),
}
