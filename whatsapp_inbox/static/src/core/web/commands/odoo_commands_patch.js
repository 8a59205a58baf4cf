import {SuggestionService} from "@mail/core/common/suggestion_service";
import "@mail/discuss/core/common/suggestion_service_patch";

import {commandsOf} from "./commands";

import {patch} from "@web/core/utils/patch";
import {registry} from "@web/core/registry";

const odooCommands = registry.category("discuss.channel_commands");

/**
 * Odoo's commands are made for talks of colleagues and of visitors: "/lead" of its live
 * chat would copy the whole thread into a lead. They are none in a customer's thread.
 */
function keepOut(command) {
    const {condition} = command;
    command.condition = (params) =>
        !params.thread?.isWhatsappInbox && (!condition || condition(params));
}
odooCommands.getAll().forEach(keepOut);
odooCommands.addEventListener("UPDATE", ({detail: {operation, value}}) => {
    if (operation === "add") {
        keepOut(value);
    }
});

patch(SuggestionService.prototype, {
    getChannelCommands(thread) {
        return thread?.isWhatsappInbox
            ? commandsOf(thread).map(({help, name}) => ({help, name}))
            : super.getChannelCommands(...arguments);
    },
});
