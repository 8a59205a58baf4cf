import {Component, onWillStart, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

/**
 * Asks where a message goes: to another customer, to the chatter of a record, by mail.
 * A note goes to a record alone.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class ForwardDialog extends Component {
    static template = "whatsapp_inbox.ForwardDialog";
    static components = {Dialog};
    static props = ["message", "close"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.title = _t("Forward");
        this.keepLast = new KeepLast();
        this.search = useDebounced(() => this.find(), 250);
        this.input = useAutofocus({refName: "term"});
        const ways = [
            {id: "thread", label: _t("Chat")},
            {id: "record", label: _t("Record")},
            {id: "mail", label: _t("Mail")},
        ];
        const {message} = this.props;
        this.ways = message.isNote ? ways.slice(1, 2) : ways;
        this.state = useState({
            busy: false,
            found: [],
            model: "res.partner",
            models: [],
            term: "",
            way: this.ways[0].id,
        });
        onWillStart(() => this.show(this.state.way));
    }

    async show(way) {
        Object.assign(this.state, {found: [], term: "", way});
        if (way === "mail") {
            return;
        }
        if (way === "record" && !this.state.models.length) {
            this.state.models = await this.call("whatsapp_forward_models");
            this.state.model = this.state.models[0]?.model;
        }
        await this.find();
    }

    call(method, ...args) {
        const {message} = this.props;
        return message.store.env.services.orm.call("mail.message", method, [
            [message.id],
            ...args,
        ]);
    }

    async find() {
        const {model, term, way} = this.state;
        if (way === "record" && !model) {
            return;
        }
        const found =
            way === "thread"
                ? this.call("whatsapp_forward_threads", term)
                : this.call("whatsapp_forward_records", model, term);
        this.state.found = await this.keepLast.add(found);
    }

    onTerm(ev) {
        this.state.term = ev.target.value;
        this.search();
    }

    onModel(ev) {
        this.state.model = ev.target.value;
        this.find();
    }

    async choose(target) {
        const {state} = this;
        if (state.busy || target.refusal) {
            return;
        }
        state.busy = true;
        try {
            await (state.way === "thread"
                ? this.call("whatsapp_forward", target.id)
                : this.call("whatsapp_forward_to_record", state.model, target.id));
        } finally {
            state.busy = false;
        }
        const close = this.notification.add(
            state.way === "thread"
                ? _t("Forwarded to %s.", target.name)
                : _t("Logged as a note on %s.", target.name),
            {
                type: "success",
                buttons: [
                    {
                        name: _t("Open"),
                        onClick: () => {
                            close();
                            this.open(target);
                        },
                    },
                ],
            }
        );
        this.props.close();
    }

    async open(target) {
        const {store} = this.props.message;
        if (this.state.way === "record") {
            store.openDocument({id: target.id, model: this.state.model});
            return;
        }
        const thread = await store.Thread.getOrFetch({
            id: target.id,
            model: "discuss.channel",
        });
        thread?.open({focus: true});
    }

    async mail() {
        this.state.busy = true;
        try {
            const action = await this.call("whatsapp_forward_by_mail");
            this.props.close();
            await this.action.doAction(action);
        } finally {
            this.state.busy = false;
        }
    }
}
