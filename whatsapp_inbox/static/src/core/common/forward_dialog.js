import {Tabs} from "@whatsapp_inbox/core/common/tabs";

import {Component, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

/**
 * Asks where messages of one chat go: to another customer, to the chatter of a record,
 * by mail. A note goes to a record alone.
 *
 * @typedef {Object} Props
 * @property {import("models").Message[]} messages
 * @property {() => void} close
 * @property {() => void} [onForwarded] also before the mail is written
 * @augments {Component<Props, Env>}
 */
export class ForwardDialog extends Component {
    static template = "whatsapp_inbox.ForwardDialog";
    static components = {Dialog, Tabs};
    static props = ["messages", "close", "onForwarded?"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.keepLast = new KeepLast();
        this.search = useDebounced(() => this.find(), 250);
        this.input = useAutofocus({refName: "term"});
        const ways = [
            {id: "thread", label: _t("Chat")},
            {id: "record", label: _t("Record")},
            {id: "mail", label: _t("Mail")},
        ];
        this.hasNote = this.props.messages.some((message) => message.isNote);
        this.ways = this.hasNote ? ways.slice(1, 2) : ways;
        this.state = useState({
            busy: false,
            failure: "",
            found: [],
            loading: false,
            model: undefined,
            models: [],
            term: "",
            way: this.ways[0].id,
        });
        // the dialog does not wait: what is typed meanwhile is for its search
        this.find();
    }

    get title() {
        const {length} = this.props.messages;
        return length > 1 ? _t("Forward %s Messages", length) : _t("Forward");
    }

    show(way) {
        if (way !== this.state.way) {
            Object.assign(this.state, {found: [], term: "", way});
            this.find();
        }
    }

    call(method, ...args) {
        const ids = this.props.messages.map(({id}) => id);
        return this.orm.call("mail.message", method, [ids, ...args]);
    }

    async find() {
        const {state} = this;
        const {term} = state;
        Object.assign(state, {failure: "", loading: state.way !== "mail"});
        try {
            state.found = await this.keepLast.add(this.fetch());
        } catch (error) {
            state.failure =
                error.data?.message || _t("The server did not answer. Are you online?");
        }
        // more may have been typed, which is not searched for yet
        state.loading = state.term !== term;
    }

    /** @returns {Promise<Object[]>} where it may go */
    async fetch() {
        const {state} = this;
        if (state.way === "mail") {
            return [];
        }
        if (state.way === "thread") {
            return this.call("whatsapp_forward_threads", state.term);
        }
        if (!state.models.length) {
            state.models = await this.call("whatsapp_forward_models");
            state.model = state.models[0]?.model;
        }
        return state.model
            ? this.call("whatsapp_forward_records", state.model, state.term)
            : [];
    }

    onTerm(ev) {
        Object.assign(this.state, {loading: true, term: ev.target.value});
        this.search();
    }

    onModel(ev) {
        this.state.model = ev.target.value;
        this.find();
    }

    async choose(target) {
        const {model, way} = this.state;
        // what was found for another word is not what a quick Tab and Enter mean
        if (target.refusal || this.state.loading) {
            return;
        }
        const isSent = await this.once(() =>
            way === "thread"
                ? this.call("whatsapp_forward", target.id)
                : this.call("whatsapp_forward_to_record", model, target.id)
        );
        if (!isSent) {
            return;
        }
        const close = this.notification.add(
            way === "thread"
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
        this.done();
    }

    async mail() {
        await this.once(async () => {
            const action = await this.call("whatsapp_forward_by_mail");
            this.done();
            await this.action.doAction(action);
        });
    }

    /** @returns {Promise<boolean>} false: it is being done already */
    async once(callback) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        try {
            await callback();
        } finally {
            this.state.busy = false;
        }
        return true;
    }

    done() {
        this.props.onForwarded?.();
        this.props.close();
    }

    async open(target) {
        if (this.state.way === "record") {
            this.store.openDocument({id: target.id, model: this.state.model});
            return;
        }
        const thread = await this.store.Thread.getOrFetch({
            id: target.id,
            model: "discuss.channel",
        });
        thread?.open({focus: true});
    }
}
