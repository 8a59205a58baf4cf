import {mailModels} from "@mail/../tests/mail_test_helpers";

import {fields} from "@web/../tests/web_test_helpers";

export class MailMessage extends mailModels.MailMessage {
    whatsapp_direction = fields.Char();
    whatsapp_state = fields.Char();
    whatsapp_error = fields.Char();
    whatsapp_media_state = fields.Char();
    whatsapp_forwarded = fields.Boolean();
    whatsapp_origin = fields.Char();
    whatsapp_automatic = fields.Boolean();
    whatsapp_template = fields.Boolean();
    whatsapp_parts = fields.Json();
    whatsapp_edited_at = fields.Datetime();
    whatsapp_revoked_at = fields.Datetime();
    whatsapp_documents = fields.Json();
    whatsapp_link_id = fields.Integer();

    whatsapp_resend() {
        return true;
    }

    whatsapp_withdraw() {
        return true;
    }

    whatsapp_mark_sent() {
        return true;
    }

    whatsapp_versions() {
        return [];
    }

    whatsapp_retry_media() {
        return true;
    }

    get _to_store_defaults() {
        return [
            ...super._to_store_defaults,
            "whatsapp_direction",
            "whatsapp_state",
            "whatsapp_error",
            "whatsapp_media_state",
            "whatsapp_forwarded",
            "whatsapp_origin",
            "whatsapp_automatic",
            "whatsapp_template",
            "whatsapp_parts",
            "whatsapp_edited_at",
            "whatsapp_revoked_at",
            "whatsapp_documents",
        ];
    }
}
