import {useBusy} from "@whatsapp_inbox/core/common/busy_hook";
import {MessagingMenu} from "@mail/core/public_web/messaging_menu";
import {DiscussSidebarCategories} from "@mail/discuss/core/public_web/discuss_sidebar_categories";

import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/**
 * Whether one is there today: gets new conversations, in all of one's teams.
 *
 * @augments {Component<{}, Env>}
 */
export class DutyToggle extends Component {
    static template = "whatsapp_inbox.DutyToggle";
    static props = {};

    setup() {
        super.setup();
        this.store = useService("mail.store");
        this.ui = useService("ui");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useBusy();
    }

    get isCompact() {
        return this.store.discuss.isSidebarCompact && !this.ui.isSmall;
    }

    get isAway() {
        return this.store.isWhatsappAway;
    }

    get label() {
        return this.isAway ? _t("Away until tomorrow") : _t("On duty");
    }

    get title() {
        return this.isAway
            ? _t("Away until tomorrow: no new conversations. Click to come back.")
            : _t("On duty: new conversations come to you. Click to leave for today.");
    }

    toggle() {
        return this.state.during(() => (this.isAway ? this.join() : this.leave()));
    }

    async join() {
        await this.call("whatsapp_join");
    }

    async leave() {
        const {open_count: count} = await this.call("whatsapp_leave_for_today");
        const buttons = [{name: _t("Undo"), onClick: () => this.close(this.join())}];
        if (count) {
            buttons.unshift({
                name: _t("Release mine to the team"),
                onClick: () => this.close(this.release()),
            });
        }
        this.closeTold = this.notification.add(
            count
                ? _t(
                      "You are away until tomorrow. You still have %s conversations; what waits may go back to the team by its rules.",
                      count
                  )
                : _t("You are away until tomorrow."),
            {buttons, sticky: Boolean(count), type: "info"}
        );
    }

    /** Undo brings back the agent first: from who is away it would be taken again. */
    async release() {
        const done = await this.call("whatsapp_release_open");
        done.params &&= {...done.params, onUndo: () => this.join()};
        await this.action.doAction(done);
    }

    async close(done) {
        this.closeTold?.();
        await done;
    }

    call(method) {
        return this.orm.call("res.users", method, [[user.userId]]);
    }
}

Object.assign(DiscussSidebarCategories.components, {DutyToggle});
Object.assign(MessagingMenu.components, {DutyToggle});
