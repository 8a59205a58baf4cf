"""One body of each webhook there is, for the fuzz tests; `spoiling` spoils them.

Sources: Cloud API, webhooks/reference. No Odoo here, and nothing but the standard
library: tests with and without Odoo use it.
"""

import copy

NUMBER, WABA = "501", "1001"
PHONE, BSUID = "34600111222", "ES.13491208655302741918"
AT = "1772445600"
ERROR = {"code": 131051, "title": "Unsupported", "error_data": {"details": "Why"}}
FILE = {"id": "900", "mime_type": "image/jpeg", "sha256": "c2hh", "url": "https://x/"}

#: Meta's word → what it puts under it (§2.1)
CONTENTS = {
    "text": {"body": "Hello *you* https://example.com"},
    "image": {**FILE, "caption": "A garden"},
    "video": {**FILE, "mime_type": "video/mp4"},
    "audio": {**FILE, "mime_type": "audio/ogg; codecs=opus", "voice": True},
    "document": {**FILE, "mime_type": "application/pdf", "filename": "../a.pdf"},
    "sticker": {**FILE, "mime_type": "image/webp", "animated": False},
    "location": {"latitude": 40.4, "longitude": -3.7, "name": "Sol", "address": "1"},
    "contacts": [
        {
            "name": {"formatted_name": "Ben", "first_name": "Ben"},
            "phones": [{"phone": "+1 555", "wa_id": "1555", "type": "WORK"}],
            "emails": [{"email": "b@example.com"}],
            "org": {"company": "Cactus"},
            "origin": "other",
        }
    ],
    "button": {"payload": "yes", "text": "Yes"},
    "interactive": {
        "type": "list_reply",
        "list_reply": {"id": "1", "title": "One", "description": "The first"},
    },
    "order": {
        "catalog_id": "7",
        "text": "Please",
        "product_items": [
            {
                "product_retailer_id": "sku",
                "quantity": "2",
                "item_price": 9.5,
                "currency": "EUR",
            }
        ],
    },
    "reaction": {"message_id": "wamid.sample.text", "emoji": "👍"},
    "system": {
        "body": "changed",
        "type": "user_changed_number",
        "wa_id": "34600999888",
        "user_id": BSUID + "9",
        "previous_user_id": BSUID,
    },
    "edit": {
        "original_message_id": "wamid.sample.text",
        "message": {"type": "text", "text": {"body": "Hello again"}},
    },
    "revoke": {"original_message_id": "wamid.sample.text"},
    "unsupported": {"type": "poll_creation"},
    "request_welcome": {},
    "something_new": {"a": [1, {"b": None}]},
}
#: More of the kind of ``interactive`` (§2.1)
INTERACTIVE = {
    "button_reply": {"id": "1", "title": "One"},
    "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"a": "<b>"}'},
    "call_permission_reply": {"response": "accept", "response_source": "user"},
}


def _message(kind, content, **values):
    return {
        "from": PHONE,
        "from_user_id": BSUID,
        "id": f"wamid.sample.{kind}",
        "timestamp": AT,
        "type": kind,
        kind: content,
        **values,
    }


def _messages():
    found = [_message(kind, content) for kind, content in CONTENTS.items()]
    for kind, content in INTERACTIVE.items():
        interactive = {"type": kind, kind: content}
        found.append(
            {**_message("interactive", interactive), "id": f"wamid.sample.{kind}"}
        )
    quote = {"from": "34911234567", "id": "wamid.sample.text"}
    for name, values in {
        "reply": {"context": quote},
        "forwarded": {"context": {"frequently_forwarded": True}},
        "enquiry": {
            "context": {
                **quote,
                "referred_product": {"catalog_id": "7", "product_retailer_id": "sku"},
            }
        },
        "ad": {
            "referral": {
                "source_url": "https://fb.me/x",
                "source_id": "1",
                "source_type": "ad",
                "headline": "Cacti",
                "body": "Now",
                "media_type": "image",
                "image_url": "https://x/i",
                "ctwa_clid": "clid",
            }
        },
        "group": {"group_id": "g1"},
        "errors": {"errors": [ERROR]},
    }.items():
        found.append(
            {**_message("text", CONTENTS["text"], **values), "id": f"wamid.s.{name}"}
        )
    return found


def _statuses():
    base = {"timestamp": AT, "recipient_id": PHONE, "recipient_user_id": BSUID}
    pricing = {"billable": True, "pricing_model": "PMP", "category": "utility"}
    for word in ("sent", "delivered", "read", "played", "failed", "deleted", "warning"):
        status = {"id": f"wamid.out.{word}", "status": word, **base}
        status["biz_opaque_callback_data"] = "f" * 32
        if word == "failed":
            status["errors"] = [ERROR]
        else:
            status["pricing"] = pricing
            status["conversation"] = {"id": "c", "origin": {"type": "utility"}}
        yield status


#: Values of the fields that are neither messages nor statuses (§4)
FIELDS = {
    "message_template_status_update": {
        "event": "REJECTED",
        "message_template_id": 594425479261596,
        "message_template_name": "hello",
        "message_template_language": "en-US",
        "reason": "INVALID_FORMAT",
        "rejection_info": {"reason": "Why", "recommendation": "How"},
    },
    "message_template_quality_update": {
        "previous_quality_score": "GREEN",
        "new_quality_score": "RED",
        "message_template_id": 1,
        "message_template_name": "hello",
        "message_template_language": "en",
    },
    "message_template_components_update": {
        "message_template_id": 1,
        "message_template_name": "hello",
        "message_template_element": "Hi",
    },
    "template_category_update": {
        "message_template_id": 1,
        "message_template_name": "hello",
        "previous_category": "UTILITY",
        "new_category": "MARKETING",
    },
    "phone_number_quality_update": {
        "display_phone_number": "34911234567",
        "event": "THROUGHPUT_UPGRADE",
        "max_daily_conversations_per_business": "TIER_10K",
    },
    "phone_number_name_update": {
        "display_phone_number": "34911234567",
        "decision": "APPROVED",
        "requested_verified_name": "Cactus",
        "rejection_reason": None,
    },
    "business_capability_update": {"max_daily_conversations_per_business": 2000},
    "account_update": {
        "event": "DISABLED_UPDATE",
        "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE", "waba_ban_date": "x"},
    },
    "account_review_update": {"decision": "APPROVED"},
    "account_alerts": {
        "entity_type": "WABA",
        "entity_id": 1,
        "alert_severity": "CRITICAL",
        "alert_status": "ACTIVE",
        "alert_type": "OBA_APPROVED",
        "alert_description": "Words",
    },
    "security": {"event": "PIN_CHANGED", "requester": "61500"},
    "user_preferences": {
        "contacts": [{"profile": {"name": "Ana"}, "wa_id": PHONE}],
        "user_preferences": [
            {
                "wa_id": PHONE,
                "user_id": BSUID,
                "detail": "User requested to stop",
                "category": "marketing_messages",
                "value": "stop",
                "timestamp": 1731705721,
            }
        ],
    },
    "smb_message_echoes": {
        "message_echoes": [
            {
                "from": "34911234567",
                "to": PHONE,
                "to_user_id": BSUID,
                "id": "wamid.echo",
                "timestamp": AT,
                "type": "text",
                "text": {"body": "From the app"},
            }
        ]
    },
    "history": {
        "history": [
            {
                "metadata": {"phase": 0, "chunk_order": 1, "progress": 55},
                "threads": [
                    {
                        "id": PHONE,
                        "messages": [
                            {
                                **_message("text", {"body": "Long ago"}),
                                "history_context": {"status": "READ"},
                            }
                        ],
                    }
                ],
            }
        ]
    },
    "smb_app_state_sync": {
        "state_sync": [
            {
                "type": "contact",
                "contact": {"full_name": "Ana", "phone_number": PHONE},
                "action": "add",
                "metadata": {"timestamp": AT},
            }
        ]
    },
    "calls": {
        "calls": [
            {
                "id": "wacid.1",
                "from": PHONE,
                "to": "34911234567",
                "event": "terminate",
                "direction": "USER_INITIATED",
                "timestamp": AT,
                "status": "COMPLETED",
                "duration": 30,
            }
        ]
    },
    "standby": {"messages": [_message("text", {"body": "To the other app"})]},
    "messaging_handovers": {
        "sender": {"phone_number": PHONE},
        "recipient": {"phone_number_id": NUMBER},
        "type": "control_passed",
        "timestamp": AT,
        "control_passed": {
            "previous_owner_role": "customer_service",
            "new_owner_role": "ai_agent",
        },
    },
    "user_id_update": {
        "user_id_update": [
            {
                "wa_id": PHONE,
                "detail": "changed",
                "user_id": {"previous": BSUID, "current": BSUID + "1"},
                "timestamp": AT,
            }
        ]
    },
    "group_lifecycle_update": {"groups": [{"group_id": "g1", "type": "group_create"}]},
    "flows": {"event": "FLOW_STATUS_CHANGE", "flow_id": "1"},
    "a_field_of_next_year": {"anything": [{"at": "all"}]},
}


def _change(field, value):
    metadata = {"display_phone_number": "34911234567", "phone_number_id": NUMBER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {"field": field, "value": value}


def _document(*changes):
    entry = {"id": WABA, "time": int(AT), "changes": list(changes)}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def samples():
    """All documents, each as Meta would send it."""
    person = {
        "profile": {"name": "Ana", "username": "@ana"},
        "wa_id": PHONE,
        "user_id": BSUID,
    }
    documents = [
        _document(_change("messages", {"contacts": [person], "messages": [message]}))
        for message in _messages()
    ]
    documents += [
        _document(_change("messages", {"contacts": [person], "statuses": [status]}))
        for status in _statuses()
    ]
    documents += [_document(_change(field, value)) for field, value in FIELDS.items()]
    documents.append(_document(_change("messages", {"errors": [ERROR]})))
    everything = {
        "contacts": [person],
        "messages": _messages(),
        "statuses": list(_statuses()),
    }
    documents.append(_document(_change("messages", everything)))
    return copy.deepcopy(documents)
