import {ScheduledMessage} from "@mail/chatter/web/scheduled_message_model";

import {user} from "@web/core/user";
import {patch} from "@web/core/utils/patch";

const {DateTime} = luxon;

/** @param {luxon.DateTime} moment @returns {string} */
export function timeInWords(moment) {
    const format = {...DateTime.TIME_SIMPLE, weekday: "short"};
    if (!moment.hasSame(DateTime.now(), "week")) {
        Object.assign(format, {day: "numeric", month: "short"});
    }
    return moment.toLocaleString(format, {locale: user.lang});
}

/** In a customer's thread: what else is known of it.
 *
 * @type {import("models").ScheduledMessage}
 */
const scheduledPatch = {
    setup() {
        super.setup(...arguments);
        /** Why it was not sent when its time came. @type {string|false} */
        this.whatsapp_problem = false;
        this.whatsapp_unless_written = false;
        /** The newest message when it was scheduled. */
        this.whatsapp_last_message_id = 0;
        /** As typed. */
        this.whatsapp_text = "";
        /** Titles that the customer may tap. @type {string[]} */
        this.whatsapp_taps = [];
    },
    /** Whether it will not be sent at its time, as the customer was faster. */
    get isWhatsappOvertaken() {
        return Boolean(
            this.whatsapp_unless_written &&
                !this.whatsapp_problem &&
                this.thread?.messages.some(
                    (message) =>
                        message.whatsapp_direction === "inbound" &&
                        message.id > this.whatsapp_last_message_id
                )
        );
    },
    /** Only its author sends it: it says that it is theirs. */
    get isWhatsappMine() {
        return Boolean(this.author_id?.eq(this.store.self));
    },
    /** @returns {boolean} whether the window is over by then */
    get isWhatsappTooLate() {
        const end = this.thread?.whatsapp_conversation_id?.window_expires_at;
        return Boolean(!this.is_note && end && this.scheduled_date > end);
    },
    callWhatsapp(method, ...args) {
        return this.store.env.services.orm.call("mail.scheduled.message", method, [
            [this.id],
            ...args,
        ]);
    },
};
patch(ScheduledMessage.prototype, scheduledPatch);
