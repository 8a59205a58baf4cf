"""Meta's error codes, their HTTP status and the shape of an error answer.

Titles and statuses follow Meta's page "Error codes" of the Cloud API. Clients decide on
``code`` and show ``error_data.details``; the HTTP status is mostly 400.
"""

import secrets

HREF = (
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/"
    "support/error-codes/"
)

# code: (title, details)
TITLES = {
    0: ("AuthException", "We were unable to authenticate the app user."),
    1: ("API Unknown", "Possibly an invalid request or a temporary issue."),
    2: ("API Service", "Temporary issue due to downtime or being overloaded."),
    3: ("API Method", "Capability or permissions issue."),
    4: (
        "Application request limit reached",
        "The app reached its call rate limit.",
    ),
    10: ("Permission Denied", "Permission is either not granted or has been removed."),
    33: ("Parameter value is not valid", "The business phone number has been deleted."),
    100: ("Invalid parameter", None),
    190: ("Access token has expired", "Your access token has expired."),
    200: ("API Permission", "Permission is either not granted or has been removed."),
    368: (
        "Temporarily blocked for policies violations",
        "The WhatsApp Business Account has been restricted or disabled.",
    ),
    80007: (
        "Rate limit issues",
        "The business account reached its rate limit.",
    ),
    130403: ("User is blocked", "The business has blocked this user."),
    130429: ("Rate limit hit", "Cloud API message throughput has been reached."),
    130472: ("User's number is part of an experiment", "Message was not sent."),
    130497: (
        "Business account is restricted from messaging users in this country.",
        "The WhatsApp Business Account may not message users of some countries.",
    ),
    131000: ("Something went wrong", "Message failed to send due to an unknown error."),
    131005: ("Access denied", "Permission is either not granted or has been removed."),
    131008: ("Required parameter is missing", "A required parameter is missing."),
    131009: ("Parameter value is not valid", "A parameter value is not valid."),
    131016: ("Service unavailable", "A service is temporarily unavailable."),
    131021: (
        "Recipient cannot be sender",
        "Sender and recipient phone number is the same.",
    ),
    131026: ("Message undeliverable", "Unable to deliver message."),
    131030: (
        "Recipient phone number not in allowed list",
        (
            "Recipient phone number not in allowed list: Add recipient phone number to "
            "recipient list and try again."
        ),
    ),
    131031: ("Account has been locked", "The account has been restricted or disabled."),
    131037: (
        (
            "WhatsApp provided number needs display name approval before message "
            "can be sent"
        ),
        "The display name is not approved.",
    ),
    131042: (
        "Business eligibility payment issue",
        "Message failed to send because of an issue with your payment method.",
    ),
    131045: ("Incorrect certificate", "Phone number registration error."),
    131047: (
        "Re-engagement message",
        (
            "Message failed to send because more than 24 hours have passed since the "
            "customer last replied to this number."
        ),
    ),
    131048: (
        "Spam rate limit hit",
        "Too many messages were flagged as spam.",
    ),
    131049: (
        "This message was not delivered to maintain healthy ecosystem engagement.",
        (
            "In order to maintain a healthy ecosystem engagement, the message failed "
            "to be delivered."
        ),
    ),
    131050: (
        "User has stopped receiving marketing messages",
        (
            "Unable to deliver the message. This recipient has chosen to stop "
            "receiving marketing messages on WhatsApp from your business."
        ),
    ),
    131051: ("Message type unknown", "Message type is currently not supported."),
    131052: ("Media download error", "Unable to download the media sent by the user."),
    131053: ("Media upload error", "Unable to upload the media used in the message."),
    131055: ("Method not allowed", "Only marketing template messages are supported."),
    131056: (
        "(Business Account, Consumer Account) pair rate limit hit",
        (
            "Message failed to send because there were too many messages sent from "
            "this phone number to the same phone number in a short period of time."
        ),
    ),
    131057: ("Account in maintenance mode", "Account is in maintenance mode."),
    131059: ("Invalid cursor", "The paging cursor is not valid."),
    131060: ("Message unavailable", "This message is currently unavailable."),
    131062: (
        "BSUID not allowed",
        (
            "Authentication templates with a one-tap, zero-tap or copy-code button can "
            "only be sent to a phone number."
        ),
    ),
    131063: ("Marketing disabled", "Marketing messages are disabled on Cloud API."),
    131064: ("Template classification limit", "The classification limit was reached."),
    132000: ("Number of parameters does not match the expected number of params", None),
    132001: ("Template name does not exist in the translation", None),
    132005: ("Translated text too long", "The translated text is too long."),
    132007: ("Template format character policy violated", "Content violates a policy."),
    132008: ("Template parameters format invalid", None),
    132012: ("Parameter format does not match format in the created template", None),
    132015: ("Template is paused", "Template is paused due to low quality."),
    132016: ("Template is disabled", "Template has been paused too many times."),
    132018: ("Template parameters are invalid", None),
    132021: ("Template name clash", "A template of this name exists."),
    133000: ("Incomplete deregistration", "A previous deregistration attempt failed."),
    133004: ("Server temporarily unavailable", "Server is temporarily unavailable."),
    133005: ("Two-step verification PIN mismatch", "The PIN is incorrect."),
    133010: (
        "Account not registered",
        "Phone number not registered on the WhatsApp Business Platform.",
    ),
    2593107: (
        "Synchronization request limit exceeded",
        "This data was synchronized since the number was onboarded.",
    ),
    2593108: (
        "Synchronization request made outside of allowed time window",
        "Data can be synchronized within 24 hours of onboarding.",
    ),
    2593109: (
        "History sync is turned off by the business from the WhatsApp Business App",
        "History sharing is turned off by the business",
    ),
    133016: ("Account register deregister rate limit exceeded", "Wait 72 hours."),
    134011: ("WhatsApp Payments terms of service has not been accepted", None),
    134100: ("Only marketing messages supported", None),
    134101: ("Template is syncing", "Wait about 10 minutes."),
    135000: (
        "Generic user error",
        "Message failed to send: unknown error.",
    ),
    137000: ("Recipient identity key hash mismatch", "The user may have changed."),
    139100: ("Failed to block/unblock users", "Bulk blocking failed for some users."),
    139101: ("Block list limit reached", "The block list holds at most 64,000 users."),
    139102: ("Concurrent update", "The block list is being changed; try again."),
    139103: ("Internal error", "Failed to block or unblock."),
    139200: ("Direct Send access blocked", None),
    2494191: (
        "Thread take not permitted",
        "Only the designated escalation partner may take control of a thread.",
    ),
    2494100: ("Maintenance mode", "The number is in maintenance mode."),
    2388039: ("Component format is not valid", None),
}

HTTP_STATUS = {
    401: (0, 190),
    403: (10, 200, 368, 130497, 131005, 131031),
    404: (132001,),
    500: (3, 131000, 131016, 131045, 131057, 133000),
    503: (2, 133004),
}
STATUS_OF_CODE = {code: http for http, codes in HTTP_STATUS.items() for code in codes}
TRANSIENT = {1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004, 134101}


class GraphError(Exception):
    """An answer that is Meta's error object.

    :param code: Meta's error code
    :param details: ``error_data.details``; None takes the code's own sentence, ""
        leaves ``error_data`` out
    :param message: replaces ``(#code) title``
    :param dict beside: what the answer has beside the error
    """

    def __init__(
        self,
        code,
        details=None,
        *,
        message=None,
        http=None,
        subcode=None,
        type_="OAuthException",
        user_title=None,
        user_message=None,
        beside=None,
    ):
        title, default_details = TITLES.get(code, ("Unknown error", None))
        self.code = code
        self.title = title
        self.message = message or f"(#{code}) {title}"
        self.details = default_details if details is None else details
        self.http = http or STATUS_OF_CODE.get(code, 400)
        self.subcode = subcode
        self.type = type_
        self.user_title = user_title
        self.user_message = user_message
        self.beside = beside or {}
        super().__init__(self.message)

    def body(self):
        """The JSON body of the synchronous answer."""
        error = {"message": self.message, "type": self.type, "code": self.code}
        if self.details:
            error["error_data"] = {
                "messaging_product": "whatsapp",
                "details": self.details,
            }
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.code in TRANSIENT:
            error["is_transient"] = True
        if self.user_title:
            error["error_user_title"] = self.user_title
            error["error_user_msg"] = self.user_message
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {**self.beside, "error": error}


def webhook_error(code, details=None):
    """One element of ``errors[]`` in a webhook (message or status)."""
    title, default_details = TITLES.get(code, ("Unknown error", None))
    details = default_details if details is None else details
    error = {"code": code, "title": title, "message": title}
    if details:
        error["error_data"] = {"details": details}
    error["href"] = HREF
    return error


def unknown_object(object_id, method):
    """Code 100, subcode 33: no such object, or not visible to the token."""
    return GraphError(
        100,
        "",
        message=f"Unsupported {method.lower()} request. Object with ID '{object_id}' "
        "does not exist, cannot be loaded due to missing permissions, or does not "
        "support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        subcode=33,
        type_="GraphMethodException",
    )


def unknown_edge(method, edge):
    return GraphError(
        2500,
        "",
        message=f"Unknown path components: /{edge}"
        if method == "GET"
        else f"Unsupported {method.lower()} request.",
        http=400,
    )
