import {MessagingMenu} from "@mail/core/public_web/messaging_menu";
import {
    DiscussSidebarCategories,
    DiscussSidebarCategory,
} from "@mail/discuss/core/public_web/discuss_sidebar_categories";

import {useMinute} from "@whatsapp_inbox/core/common/clock";

import {Component, toRaw, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * Customers whom nobody answers yet: below "Waiting" in the sidebar.
 *
 * @augments {Component<{}, Env>}
 */
export class WaitingList extends Component {
    static template = "whatsapp_inbox.WaitingList";
    static props = {};

    setup() {
        super.setup();
        this.store = useService("mail.store");
        this.ui = useService("ui");
        this.minute = useMinute();
        this.state = useState({busyId: null});
    }

    get queue() {
        return this.store.whatsappQueue;
    }

    get isCompact() {
        return this.store.discuss.isSidebarCompact && !this.ui.isSmall;
    }

    get emptyText() {
        return this.queue.status === "fetched"
            ? _t("Nobody waits. New customers whom nobody answers come here.")
            : _t("Loading…");
    }

    get moreText() {
        return _t("%s more", this.queue.count - this.queue.rows.length);
    }

    isActive(conversation) {
        return this.store.discuss.thread?.id === conversation.channel_id;
    }

    /** @returns {string} "12m": as short as the sidebar is narrow */
    waitingTime({queue_since: since}) {
        if (!since) {
            return "";
        }
        const minutes = Math.max(0, this.minute.now.diff(since, "minutes").minutes);
        if (minutes < 60) {
            return _t("%sm", Math.floor(minutes));
        }
        if (minutes < 24 * 60) {
            return _t("%sh", Math.floor(minutes / 60));
        }
        return _t("%sd", Math.floor(minutes / 60 / 24));
    }

    /** The same in words, for screen readers and whoever points at it. */
    description(conversation) {
        const {customer_name: name, queue_since: since, team_id: team} = conversation;
        const words = {
            name,
            team: team?.name,
            time: since?.toRelative({base: this.minute.now}) ?? "",
        };
        const told = team?.name
            ? _t("%(name)s waits for %(team)s, since %(time)s", words)
            : _t("%(name)s waits, since %(time)s", words);
        const closed = conversation.out_of_hours && _t("wrote outside opening hours");
        return [told, this.priorityText(conversation), closed]
            .filter(Boolean)
            .join(", ");
    }

    priorityText({priority}) {
        return {1: _t("high priority"), 2: _t("urgent")}[priority];
    }

    /** One's teams are told apart where there are several. */
    teamName({team_id: team}) {
        const teams = new Set(this.queue.rows.map((row) => row.team_id?.id));
        return teams.size > 1 ? team?.name : undefined;
    }

    async claim(conversation) {
        this.state.busyId = conversation.id;
        try {
            await toRaw(this.queue).claim(toRaw(conversation));
        } finally {
            this.state.busyId = null;
        }
    }
}

Object.assign(DiscussSidebarCategories.components, {WaitingList});
Object.assign(MessagingMenu.components, {DiscussSidebarCategory, WaitingList});
