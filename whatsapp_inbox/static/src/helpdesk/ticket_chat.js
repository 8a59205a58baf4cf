import {Composer} from "@mail/core/common/composer";

import {ComposerClosed} from "@whatsapp_inbox/core/common/composer_closed";
import {ConversationStatus} from "@whatsapp_inbox/core/common/conversation_status";
import {ThreadBars} from "@whatsapp_inbox/core/common/thread_bars";

import {Component, toRaw, useChildSubEnv, useEffect, useState} from "@odoo/owl";

/**
 * In a ticket's chatter: Discuss' composer of the customer's thread. What was said is
 * below, as copies.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} ticket
 * @property {Object} [dropzoneRef]
 * @augments {Component<Props, Env>}
 */
export class TicketChat extends Component {
    static template = "whatsapp_inbox.TicketChat";
    static components = {Composer, ComposerClosed, ConversationStatus, ThreadBars};
    static props = ["ticket", "dropzoneRef?"];

    setup() {
        super.setup();
        this.state = useState({chosenId: undefined});
        // keys and buttons as in Discuss, not those of mails
        useChildSubEnv({inChatter: undefined});
        useEffect(
            (thread, ticketId) => {
                const {composer} = thread;
                composer.whatsappTicketId = ticketId;
                composer.writeWhatsappNote(false);
                // whether a colleague has answered meanwhile is asked of what is known
                thread.fetchNewMessages();
                return () => (composer.whatsappTicketId = undefined);
            },
            () => [toRaw(this.thread), this.props.ticket.id]
        );
    }

    get threads() {
        return this.props.ticket.whatsapp_threads;
    }

    get thread() {
        return (
            this.threads.find(({id}) => id === this.state.chosenId) ?? this.threads[0]
        );
    }

    title(thread) {
        return `${thread.displayName} · ${thread.whatsapp_account_id?.name ?? ""}`;
    }

    choose(ev) {
        this.state.chosenId = Number(ev.target.value);
    }

    open() {
        toRaw(this.thread).openChatWindow({focus: true});
    }
}
