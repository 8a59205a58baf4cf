import {fields, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxDraft extends models.Model {
    _name = "whatsapp.inbox.draft";

    channel_id = fields.Many2one({relation: "discuss.channel"});
    user_id = fields.Many2one({relation: "res.users"});
    ended_by_id = fields.Many2one({relation: "res.users"});
    is_note = fields.Boolean();
    body = fields.Char();
    active = fields.Boolean({default: true});

    /** Of one user and kind there is one. */
    _save(channel_id, user_id, is_note, body) {
        const values = {active: Boolean(body), body, ended_by_id: false};
        const own = {channel_id, user_id, is_note};
        const [draft] = this._filter(
            Object.entries(own).map(([name, value]) => [name, "=", value]),
            {active_test: false}
        );
        if (draft) {
            this.write([draft.id], values);
        }
        return draft?.id ?? this.create({...own, ...values});
    }

    /** What the server tells of drafts, as the store takes it. */
    _store_data(ids) {
        const drafts = this.browse(ids);
        const users = this.env["res.users"].browse(
            drafts.flatMap((d) => [d.user_id, d.ended_by_id]).filter(Boolean)
        );
        const partners = this.env["res.partner"].browse(users.map((u) => u.partner_id));
        return {
            "res.partner": partners.map(({id, name}) => ({id, name})),
            "res.users": users.map(({id, partner_id}) => ({id, partner_id})),
            "whatsapp.inbox.draft": drafts.map(
                ({id, active, body, channel_id, ended_by_id, is_note, user_id}) => ({
                    id,
                    active,
                    body,
                    channel_id: {id: channel_id, model: "discuss.channel"},
                    ended_by_id: ended_by_id || false,
                    is_note,
                    user_id,
                })
            ),
        };
    }

    _bus_send(ids) {
        const [draft] = this.browse(ids);
        const [channel] = this.env["discuss.channel"].search_read([
            ["id", "=", draft.channel_id],
        ]);
        this.env["bus.bus"]._sendone(
            channel,
            "mail.record/insert",
            this._store_data(ids)
        );
    }
}
