import {useBusy} from "@whatsapp_inbox/core/common/busy_hook";
import {ScheduleDialog} from "./schedule_dialog";
import {timeInWords} from "./scheduled_message_model_patch";

import {Component, toRaw} from "@odoo/owl";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * At the end of a customer's thread: what is sent later, and what was not sent.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class ScheduledCards extends Component {
    static template = "whatsapp_inbox.ScheduledCards";
    static props = ["thread"];

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.state = useBusy();
    }

    get messages() {
        return this.props.thread.scheduledMessages;
    }

    title(message) {
        const time = timeInWords(message.scheduled_date);
        const name = message.isWhatsappMine ? _t("you") : message.author_id?.name;
        if (message.whatsapp_problem) {
            return _t("Not sent (%(time)s, by %(name)s)", {name, time});
        }
        return message.is_note
            ? _t("Note for %(time)s, by %(name)s", {name, time})
            : _t("To be sent %(time)s, by %(name)s", {name, time});
    }

    hint(message) {
        if (message.whatsapp_problem) {
            return message.whatsapp_problem;
        }
        if (message.isWhatsappOvertaken) {
            return _t(
                "The customer has written since: it will not be sent by itself. Send it now, choose another time, or cancel it."
            );
        }
        if (message.isWhatsappTooLate) {
            return _t(
                "The 24-hour window closes before that: it will not be sent unless the customer writes again."
            );
        }
        return message.whatsapp_unless_written
            ? _t("Not if the customer writes before.")
            : "";
    }

    isWarning(message) {
        return Boolean(
            message.whatsapp_problem ||
                message.isWhatsappOvertaken ||
                message.isWhatsappTooLate
        );
    }

    send(message) {
        return this.state.during(() => toRaw(message).callWhatsapp("post_message"));
    }

    change(message) {
        this.dialog.add(ScheduleDialog, {
            isNote: message.is_note,
            scheduled: toRaw(message),
            thread: toRaw(this.props.thread),
        });
    }

    cancel(message) {
        this.dialog.add(ConfirmationDialog, {
            body: message.isWhatsappMine
                ? _t("The text is deleted.")
                : _t("The text is deleted, and %(name)s is told that you did it.", {
                      name: message.author_id?.name ?? "",
                  }),
            cancel: () => undefined,
            cancelLabel: _t("Keep it"),
            confirm: () =>
                this.state.during(() => toRaw(message).callWhatsapp("whatsapp_cancel")),
            confirmLabel: _t("Cancel the Message"),
            title: _t("Not send it?"),
        });
    }
}
