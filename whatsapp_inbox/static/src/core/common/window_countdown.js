import {useMinute} from "@whatsapp_inbox/core/common/clock";

import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";

const {DateTime} = luxon;

/**
 * How long WhatsApp still takes free text of us.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class WindowCountdown extends Component {
    static template = "whatsapp_inbox.WindowCountdown";
    static props = ["thread"];

    setup() {
        super.setup();
        this.minute = useMinute();
    }

    get conversation() {
        return this.props.thread.whatsapp_conversation_id;
    }

    get isShown() {
        return Boolean(this.conversation?.isWindowOpen);
    }

    get isClosing() {
        return this.conversation.isWindowClosing;
    }

    get left() {
        const until = this.conversation.window_expires_at;
        const minutes = Math.floor(until.diff(this.minute.now, "minutes").minutes);
        return {hours: Math.floor(minutes / 60), minutes: Math.max(0, minutes % 60)};
    }

    get text() {
        const {hours, minutes} = this.left;
        if (hours > 0) {
            return _t("%(hours)s h %(minutes)s min", {hours, minutes});
        }
        return minutes ? _t("%s min left", minutes) : _t("less than a minute left");
    }

    /** For who points at it, and for screen readers. */
    get title() {
        const {free_until: freeUntil, window_expires_at: until} = this.conversation;
        const text = _t(
            "You may write freely until %(time)s, then only templates until %(name)s writes again.",
            {name: this.props.thread.displayName, time: this.when(until)}
        );
        if (!freeUntil || freeUntil <= DateTime.now()) {
            return text;
        }
        const free = _t("From an ad: free of charge until %s.", this.when(freeUntil));
        return `${text} ${free}`;
    }

    when(at) {
        const format = at.hasSame(DateTime.now(), "day")
            ? DateTime.TIME_SIMPLE
            : {weekday: "long", hour: "numeric", minute: "2-digit"};
        return at.toLocaleString(format, {locale: user.lang});
    }

    /** Said once by screen readers, not each minute. */
    get warning() {
        return _t("The 24-hour window of %(name)s closes in less than an hour.", {
            name: this.props.thread.displayName,
        });
    }
}
