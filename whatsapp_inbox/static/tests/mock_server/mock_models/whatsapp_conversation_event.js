import {getKwArgs, models} from "@web/../tests/web_test_helpers";

/** An event has the id of its conversation. */
export class WhatsappInboxConversationEvent extends models.Model {
    _name = "whatsapp.inbox.conversation.event";

    action_undo(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        const conversations = this.env["whatsapp.inbox.conversation"];
        conversations.write(ids, {state: "open", user_id: false});
        conversations._push(ids);
        return false;
    }
}
