import {timeInWords} from "./scheduled_message_model_patch";

import {Component, onWillStart, toRaw, useState} from "@odoo/owl";

import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Dialog} from "@web/core/dialog/dialog";
import {deserializeDateTime, serializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/**
 * When what is typed is sent: one of the team's times, or any other. Of what is
 * scheduled already also the text.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @property {boolean} isNote
 * @property {import("models").ScheduledMessage} [scheduled] that is changed
 * @property {() => void} [openTemplates]
 * @property {(date: string, unlessWritten: boolean) => Promise} [schedule] sends the
 *  text of the composer to the server
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class ScheduleDialog extends Component {
    static template = "whatsapp_inbox.ScheduleDialog";
    static components = {DateTimeInput, Dialog};
    static props = [
        "thread",
        "isNote",
        "scheduled?",
        "openTemplates?",
        "schedule?",
        "close",
    ];

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.times = [];
        const {scheduled} = this.props;
        const inAnHour = DateTime.now().plus({hours: 1}).startOf("minute");
        const isToCome = scheduled && scheduled.scheduled_date > DateTime.now();
        this.state = useState({
            choice: isToCome ? "own" : "hour",
            own: isToCome ? scheduled.scheduled_date : inAnHour,
            text: scheduled?.whatsapp_text ?? "",
            isUnlessWritten: scheduled ? scheduled.whatsapp_unless_written : true,
            isBusy: false,
            error: "",
        });
        onWillStart(async () => {
            const times = await this.orm.call(
                "discuss.channel",
                "whatsapp_schedule_times",
                [[this.props.thread.id]]
            );
            this.times = times.map(({key, at}) => ({key, at: deserializeDateTime(at)}));
        });
    }

    get title() {
        if (this.props.scheduled) {
            return _t("Change what is scheduled");
        }
        return this.props.isNote ? _t("Post this note later") : _t("Send this later");
    }

    get choices() {
        const names = {
            hour: _t("In one hour"),
            opening: _t("At the opening, tomorrow or later"),
            monday: _t("On Monday, or the next opening after it"),
        };
        return this.times.map(({key, at}) => ({
            key,
            name: names[key],
            at,
            words: timeInWords(at),
        }));
    }

    get ownTimeProps() {
        return {
            id: "o_whatsapp_inbox_own_time",
            minDate: DateTime.now(),
            onChange: (value) => this.chooseOwn(value),
            onApply: (value) => this.chooseOwn(value),
            rounding: 5,
            type: "datetime",
            value: this.state.own,
        };
    }

    chooseOwn(value) {
        if (value) {
            Object.assign(this.state, {choice: "own", own: value});
        }
    }

    get at() {
        const chosen = this.times.find(({key}) => key === this.state.choice);
        return chosen?.at ?? this.state.own;
    }

    /** When the window closes, if that is before it. */
    get closedSince() {
        const end = this.props.thread.whatsapp_conversation_id?.window_expires_at;
        return !this.props.isNote && end && this.at > end ? end : undefined;
    }

    get warning() {
        return _t(
            "The 24-hour window closes before that, %(time)s. Unless %(name)s writes again, it will not be sent: WhatsApp then only takes a template.",
            {
                name: this.props.thread.displayName,
                time: timeInWords(this.closedSince),
            }
        );
    }

    openTemplates() {
        this.props.close();
        this.props.openTemplates();
    }

    async save() {
        if (this.state.isBusy) {
            return;
        }
        Object.assign(this.state, {isBusy: true, error: ""});
        const date = serializeDateTime(this.at);
        const {isUnlessWritten, text} = this.state;
        try {
            if (this.props.scheduled) {
                await toRaw(this.props.scheduled).callWhatsapp(
                    "whatsapp_reschedule",
                    date,
                    text,
                    isUnlessWritten
                );
            } else {
                await this.props.schedule(date, isUnlessWritten);
            }
            this.props.close();
        } catch (error) {
            if (!error.data?.message) {
                throw error;
            }
            this.state.error = error.data.message;
        } finally {
            this.state.isBusy = false;
        }
    }
}
