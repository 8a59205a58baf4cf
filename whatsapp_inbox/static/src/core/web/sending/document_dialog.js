import {PickList} from "./pick_list";

import {Component, toRaw, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {deserializeDate} from "@web/core/l10n/dates";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/** Puts a file of the customer's records into the composer. */
export class DocumentDialog extends Component {
    static template = "whatsapp_inbox.DocumentDialog";
    static components = {Dialog, PickList};
    static props = ["composer", "close"];

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.store = toRaw(useService("mail.store"));
        this.state = useState({isBusy: false, error: ""});
        this.composer = toRaw(this.props.composer);
        this.load = (term) => this.call("whatsapp_documents", term);
        this.pick = (entry) => this.take(entry);
    }

    date({date}) {
        return deserializeDate(date).toLocaleString(luxon.DateTime.DATE_MED, {
            locale: user.lang,
        });
    }

    call(method, ...args) {
        const ids = [this.composer.thread.id];
        return this.orm.silent.call("discuss.channel", method, [ids, ...args]);
    }

    async take({key}) {
        if (this.state.isBusy) {
            return;
        }
        Object.assign(this.state, {isBusy: true, error: ""});
        try {
            const {id, store_data: data} = await this.call(
                "whatsapp_take_document",
                key
            );
            this.store.insert(data);
            this.composer.attachments.push(this.store["ir.attachment"].get(id));
            this.props.close();
        } catch (error) {
            this.state.error = error.data?.message ?? "";
        } finally {
            this.state.isBusy = false;
        }
    }
}
