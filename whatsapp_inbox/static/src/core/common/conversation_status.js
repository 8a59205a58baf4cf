import {Component, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

const ICONS = {
    open: "fa-circle text-success",
    pending: "fa-circle-o text-info",
    snoozed: "fa-bell-slash-o text-warning",
    resolved: "fa-check text-muted",
};

/**
 * Whose a conversation is and how it stands, each a menu to change it.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class ConversationStatus extends Component {
    static template = "whatsapp_inbox.ConversationStatus";
    static components = {Dropdown, DropdownItem};
    static props = ["thread"];

    setup() {
        super.setup();
        this.store = useService("mail.store");
        this.orm = useService("orm");
        this.state = useState({tags: []});
        this.snoozes = [
            {choice: "later", name: _t("In 3 hours")},
            {choice: "tomorrow", name: _t("Tomorrow at 9:00")},
            {choice: "monday", name: _t("Next Monday at 9:00")},
            {choice: "message", name: _t("Until the customer writes")},
        ];
        if (DateTime.now().weekday === 7) {
            // tomorrow is that Monday
            this.snoozes = this.snoozes.filter(({choice}) => choice !== "monday");
        }
        this.priorities = [
            {value: "0", name: _t("Normal")},
            {value: "1", name: _t("High")},
            {value: "2", name: _t("Urgent")},
        ];
    }

    get conversation() {
        return this.props.thread.whatsapp_conversation_id;
    }

    get isUnowned() {
        return !this.conversation.user_id && !this.conversation.isResolved;
    }

    get teamName() {
        return this.conversation.team_id?.name ?? _t("All teams");
    }

    get agentName() {
        const {isMine, user_id: agent} = this.conversation;
        return isMine ? _t("You") : (agent?.name ?? _t("Nobody"));
    }

    get stateIcon() {
        return ICONS[this.conversation.state];
    }

    get stateName() {
        switch (this.conversation.state) {
            case "open":
                return _t("Open");
            case "pending":
                return _t("Pending");
            case "snoozed":
                return this.snoozedUntil ?? _t("Snoozed");
        }
        return _t("Resolved");
    }

    get stateTitle() {
        switch (this.conversation.state) {
            case "open":
                return _t("It is our turn");
            case "pending":
                return _t("Waiting for the customer");
            case "snoozed":
                return this.snoozedUntil
                    ? _t("Snoozed until this time")
                    : _t("Snoozed until the customer writes");
        }
        return _t("Resolved");
    }

    /** @returns {string|undefined} the time alone if it is today */
    get snoozedUntil() {
        const until = this.conversation.snoozed_until;
        if (!until) {
            return;
        }
        const format = until.hasSame(DateTime.now(), "day")
            ? DateTime.TIME_SIMPLE
            : {day: "numeric", month: "short", hour: "numeric", minute: "2-digit"};
        return until.toLocaleString(format, {locale: user.lang});
    }

    get priorityName() {
        return this.priorities.find(
            ({value}) => value === (this.conversation.priority || "0")
        ).name;
    }

    async loadTags() {
        const tags = await this.orm.searchRead(
            "whatsapp.inbox.tag",
            [],
            ["name", "color"],
            {limit: 50}
        );
        this.state.tags = Object.values(this.store["whatsapp.inbox.tag"].insert(tags));
    }

    act(name, ...args) {
        return this.conversation.act(name, args);
    }
}
