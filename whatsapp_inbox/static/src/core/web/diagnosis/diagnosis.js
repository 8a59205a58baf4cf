import {Component, onWillStart, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const LOOKS = {
    ok: {color: "success", icon: "fa-check-circle", label: _t("All is well")},
    warning: {color: "warning", icon: "fa-exclamation-circle", label: _t("To look at")},
    failed: {color: "danger", icon: "fa-times-circle", label: _t("To correct")},
};

/** How each number is; the server says what is wrong and which buttons there are. */
export class Diagnosis extends Component {
    static template = "whatsapp_inbox.Diagnosis";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({data: null, busy: false});
        onWillStart(() => this.load());
    }

    get display() {
        return {controlPanel: {}};
    }

    async load() {
        this.state.data = await this.orm.call(
            "whatsapp.inbox.diagnosis",
            "overview",
            []
        );
    }

    async act(name, accountId = false) {
        this.state.busy = true;
        try {
            const action = await this.orm.call("whatsapp.inbox.diagnosis", "act", [
                name,
                accountId,
            ]);
            if (action) {
                await this.action.doAction(action, {onClose: () => this.load()});
            } else {
                await this.load();
            }
        } finally {
            this.state.busy = false;
        }
    }

    connect() {
        return this.action.doAction("whatsapp_inbox.whatsapp_inbox_account_action", {
            props: {resId: false},
            viewType: "form",
        });
    }

    look(line) {
        return LOOKS[line.state];
    }

    /** The worst line of a number. */
    worst(lines) {
        const states = lines.map((line) => line.state);
        return ["failed", "warning", "ok"].find((state) => states.includes(state));
    }

    count(lines, state) {
        return lines.filter((line) => line.state === state).length;
    }
}

registry.category("actions").add("whatsapp_inbox.diagnosis", Diagnosis);
