import {mailModels} from "@mail/../tests/mail_test_helpers";

import {fields} from "@web/../tests/web_test_helpers";
import {serializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;

function inHours(hours) {
    return serializeDateTime(DateTime.now().plus({hours}));
}

export class ResUsers extends mailModels.ResUsers {
    has_whatsapp_inbox_access = fields.Boolean({default: true});
    is_whatsapp_inbox_supervisor = fields.Boolean();

    whatsapp_duty = fields.Json();
    whatsapp_open_count = fields.Integer();

    whatsapp_leave_for_today() {
        this._set_duty({team_count: 1, away_count: 1, off_until: inHours(9)});
        return {open_count: this.env.user.whatsapp_open_count};
    }

    whatsapp_join() {
        this._set_duty({team_count: 1, away_count: 0, off_until: false});
    }

    whatsapp_release_open() {
        return {
            type: "ir.actions.client",
            tag: "whatsapp_inbox_done",
            params: {message: "Released: 3 conversations", type: "success", undo: [7]},
        };
    }

    _set_duty(whatsapp_duty) {
        const [partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(partner, "mail.record/insert", {
            Store: {whatsapp_duty},
        });
    }

    _init_store_data(store) {
        super._init_store_data(...arguments);
        const {has_whatsapp_inbox_access, is_whatsapp_inbox_supervisor} = this.env.user;
        store.add({has_whatsapp_inbox_access, is_whatsapp_inbox_supervisor});
        store.add({whatsapp_duty: this.env.user.whatsapp_duty});
        store.add({whatsapp_inbox_upload_limits: {image: 2000, other: 1000}});
        store.add({whatsapp_placeholders: ["customer.name", "order.name"]});
        const stopped = this.env["whatsapp.inbox.account"].search([
            ["state", "=", "stopped"],
        ]);
        store.add(this.env["whatsapp.inbox.account"].browse(stopped), [
            "name",
            "state",
            "state_reason",
        ]);
    }
}
