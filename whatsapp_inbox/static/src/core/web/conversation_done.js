import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Tells what was done to conversations, and by its button undoes it; views that show
 * them are loaded again.
 *
 * @param {Object} env
 * @param {Object} action
 * @param {{message: string, type: string, undo: number[],
 *     onUndo?: () => Promise<void>, onUndone?: () => void}} action.params
 */
function conversationDone(env, {params}) {
    const {action, notification, orm} = env.services;
    const buttons = [];
    const close = notification.add(params.message, {buttons, type: params.type});
    if (params.undo.length) {
        buttons.push({
            name: _t("Undo"),
            onClick: async () => {
                close();
                await params.onUndo?.();
                const left = await orm.call(
                    "whatsapp.inbox.conversation.event",
                    "action_undo",
                    [params.undo]
                );
                if (left) {
                    await action.doAction(left);
                }
                params.onUndone?.();
                if (action.currentController?.action.type === "ir.actions.act_window") {
                    await action.doAction("soft_reload");
                }
            },
        });
    }
    return {type: "ir.actions.act_window_close"};
}
registry.category("actions").add("whatsapp_inbox_done", conversationDone);
