import {Chatter} from "@mail/chatter/web_portal/chatter";

import {TicketChat} from "./ticket_chat";

import {patch} from "@web/core/utils/patch";

import "@mail/chatter/web/chatter_patch";
import "./ticket_models_patch";

Object.assign(Chatter.components, {TicketChat});

/** @type {Chatter} */
const chatterPatch = {
    /** Whether there is a thread that this user may write in. */
    get hasWhatsapp() {
        return Boolean(
            this.props.threadId && this.state.thread?.whatsapp_threads.length
        );
    },
    get requestList() {
        return this.props.threadModel === "helpdesk.ticket" &&
            this.store.has_whatsapp_inbox_access
            ? [...super.requestList, "whatsapp_threads"]
            : super.requestList;
    },
};
patch(Chatter.prototype, chatterPatch);
