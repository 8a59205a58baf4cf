import {mailModels} from "@mail/../tests/mail_test_helpers";
import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {fields, getKwArgs, makeKwArgs} from "@web/../tests/web_test_helpers";

export class DiscussChannel extends mailModels.DiscussChannel {
    whatsapp_account_id = fields.Many2one({relation: "whatsapp.inbox.account"});
    whatsapp_blocked_at = fields.Datetime({default: false});
    whatsapp_contact_id = fields.Many2one({relation: "whatsapp.inbox.contact"});
    whatsapp_conversation_id = fields.Many2one({
        relation: "whatsapp.inbox.conversation",
    });
    whatsapp_joined_at = fields.Char();
    whatsapp_owner_id = fields.Many2one({relation: "whatsapp.inbox.thread.owner"});

    /**
     * @override
     * @type {typeof mailModels.DiscussChannel["prototype"]["_to_store"]}
     */
    _to_store(store) {
        super._to_store(...arguments);
        for (const channel of this) {
            if (channel.channel_type !== "whatsapp_inbox") {
                continue;
            }
            const accounts = this.env["whatsapp.inbox.account"].browse(
                channel.whatsapp_account_id
            );
            store._add_record_fields(this.browse(channel.id), {
                whatsapp_blocked_at: channel.whatsapp_blocked_at,
                whatsapp_account_id: mailDataHelpers.Store.one(
                    accounts,
                    makeKwArgs({
                        fields: [
                            "name",
                            "display_phone_number",
                            "state",
                            "state_reason",
                        ],
                    })
                ),
                whatsapp_contact_id: mailDataHelpers.Store.one(
                    this.env["whatsapp.inbox.contact"].browse(
                        channel.whatsapp_contact_id
                    )
                ),
                whatsapp_conversation_id: mailDataHelpers.Store.one(
                    this.env["whatsapp.inbox.conversation"].browse(
                        channel.whatsapp_conversation_id
                    )
                ),
                whatsapp_owner_id: mailDataHelpers.Store.one(
                    this.env["whatsapp.inbox.thread.owner"].browse(
                        channel.whatsapp_owner_id
                    )
                ),
            });
        }
    }

    whatsapp_panel() {
        return [];
    }

    whatsapp_look() {
        const {ids, state} = getKwArgs(arguments, "ids", "state", "writing");
        const Draft = this.env["whatsapp.inbox.draft"];
        const drafts = Draft._filter([["channel_id", "=", ids[0]]]);
        return state === "opened" && Draft._store_data(drafts.map(({id}) => id));
    }

    whatsapp_save_draft() {
        const {ids, body, is_note} = getKwArgs(arguments, "ids", "body", "is_note");
        const Draft = this.env["whatsapp.inbox.draft"];
        const id = Draft._save(ids[0], this.env.user.id, is_note, body);
        Draft._bus_send([id]);
    }

    whatsapp_end_draft() {
        const {draft_id} = getKwArgs(arguments, "ids", "draft_id");
        const Draft = this.env["whatsapp.inbox.draft"];
        Draft.write([draft_id], {active: false, ended_by_id: this.env.user.id});
        Draft._bus_send([draft_id]);
        return Draft.browse(draft_id)[0].body;
    }

    whatsapp_restore_draft() {
        const {draft_id} = getKwArgs(arguments, "ids", "draft_id");
        const Draft = this.env["whatsapp.inbox.draft"];
        Draft.write([draft_id], {active: true, ended_by_id: false});
        Draft._bus_send([draft_id]);
    }
}
