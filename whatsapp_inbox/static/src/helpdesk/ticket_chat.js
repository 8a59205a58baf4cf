import {Composer} from "@mail/core/common/composer";

import {ComposerClosed} from "@whatsapp_inbox/core/common/composer_closed";
import {ConversationStatus} from "@whatsapp_inbox/core/common/conversation_status";
import {ScheduledCards} from "@whatsapp_inbox/core/web/schedule/scheduled_cards";
import {ThreadBars} from "@whatsapp_inbox/core/common/thread_bars";

import {Component, toRaw, useChildSubEnv, useEffect, useState} from "@odoo/owl";

/**
 * In a ticket's chatter: Discuss' composer of the customer's thread. What was said is
 * below, as copies. What is sent from here is about the ticket, and nothing that is sent
 * from where the same thread is open as well.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} ticket
 * @property {Object} [dropzoneRef]
 * @augments {Component<Props, Env>}
 */
export class TicketChat extends Component {
    static template = "whatsapp_inbox.TicketChat";
    static components = {
        Composer,
        ComposerClosed,
        ConversationStatus,
        ScheduledCards,
        ThreadBars,
    };
    static props = ["ticket", "dropzoneRef?"];

    setup() {
        super.setup();
        this.state = useState({chosenId: undefined});
        useChildSubEnv({
            // keys and buttons as in Discuss, not those of mails
            inChatter: undefined,
            whatsappContext: {whatsapp_ticket_id: this.props.ticket.id},
        });
        useEffect(
            (thread) => {
                thread.composer.writeWhatsappNote(false);
                // whether a colleague has answered meanwhile is asked of what is known
                thread.fetchNewMessages();
            },
            () => [toRaw(this.thread)]
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
