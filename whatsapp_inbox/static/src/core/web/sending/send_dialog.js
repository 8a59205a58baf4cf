import {PhonePreview} from "./phone_preview";

import {Component, toRaw, useEffect, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

const CHECK_AFTER = 250;

/**
 * What is sent to the customer of a thread, beside text and files: shown while it is
 * written, with what WhatsApp would refuse of it, by the server. Subclasses say the
 * `content` (see tools/sendables.py) and its `text`.
 *
 * @typedef {Object} Props
 * @property {import("models").Composer} composer
 * @property {Object} [context] of the place where it was opened
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class SendDialog extends Component {
    static components = {Dialog, PhonePreview};
    static props = ["composer", "context?", "close"];

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.store = toRaw(useService("mail.store"));
        this.composer = toRaw(this.props.composer);
        this.state = useState({
            problems: {},
            preview: undefined,
            error: "",
            isBusy: false,
            /** Whether what is missing is told: not before one has tried. */
            isAsked: false,
            ...this.initialState(),
        });
        this.keepLast = new KeepLast();
        const checkSoon = useDebounced(() => this.check(), CHECK_AFTER);
        let isFirst = true;
        useEffect(
            () => {
                if (isFirst) {
                    this.check();
                } else {
                    checkSoon();
                }
                isFirst = false;
            },
            () => [JSON.stringify(this.content), this.text]
        );
    }

    initialState() {
        return {};
    }

    get thread() {
        return this.composer.thread;
    }

    get text() {
        return "";
    }

    /** Whether there is enough of it to show. */
    get isShown() {
        return true;
    }

    /** @param {string} method of the thread's model */
    call(method, ...args) {
        const {context} = this.props;
        const ids = [this.thread.id];
        return this.orm.silent.call("discuss.channel", method, [ids, ...args], {
            context,
        });
    }

    /** @returns {Promise<boolean>} whether WhatsApp would take it */
    async check() {
        this.state.error = "";
        if (!this.isShown) {
            this.state.preview = undefined;
            return false;
        }
        try {
            const {problems, preview} = await this.keepLast.add(
                this.call("whatsapp_preview", this.content, this.text)
            );
            Object.assign(this.state, {problems, preview});
            return !Object.keys(problems).length;
        } catch (error) {
            this.fail(error);
            return false;
        }
    }

    /** What is wrong with a field, once it is filled in or one has tried to send. */
    problemOf(field, value) {
        const isTold = this.state.isAsked || Boolean(value);
        return isTold ? this.state.problems[field] : undefined;
    }

    fail(error) {
        if (!error.data?.message) {
            throw error;
        }
        this.state.error = error.data.message;
    }

    async send() {
        if (this.state.isBusy) {
            return;
        }
        this.state.isAsked = true;
        this.state.isBusy = true;
        try {
            if (await this.check()) {
                await this.sendChecked(
                    this.composer.whatsappSeenId ??
                        this.thread.newestPersistentOfAllMessage?.id ??
                        0
                );
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    /** @param {number} seenId the last message that is known here */
    async sendChecked(seenId) {
        let data = {};
        try {
            data = await this.call(
                "whatsapp_send",
                this.content,
                this.text,
                this.composed.attachments.map((file) => file.id),
                this.composed.parentId,
                seenId
            );
        } catch (error) {
            if (!error.exceptionName?.endsWith(".AnsweredMeanwhile")) {
                this.fail(error);
                return;
            }
            const {context, message} = error.data;
            if (await this.store.askWhatsappSendAnyway(message)) {
                await this.sendChecked(context.last_message_id);
            }
            return;
        }
        this.store.insert(data);
        const message = this.store["mail.message"].get(data["mail.message"][0].id);
        this.thread.messages.add(message);
        this.thread.onNewSelfMessage(message);
        this.onSent();
        this.props.close();
    }

    /** What of the composer goes with it. */
    get composed() {
        return {attachments: [], parentId: false};
    }

    onSent() {
        // for who has written it in the composer
    }
}
