import {registerThreadAction} from "@mail/core/common/thread_actions";

import {PartnerChoiceDialog} from "@whatsapp_inbox/core/web/partner_choice_dialog";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";

registerThreadAction("whatsapp-inbox-resolve", {
    condition: ({thread}) => thread?.whatsapp_conversation_id?.isResolved === false,
    icon: "fa fa-fw fa-check",
    inlineName: _t("Resolve"),
    name: _t("Resolve"),
    open: ({thread}) =>
        thread.whatsapp_conversation_id.act("resolve", [], () =>
            thread.open({focus: true})
        ),
    sequence: 10,
    sequenceGroup: 3,
});
registerThreadAction("whatsapp-inbox-reopen", {
    condition: ({thread}) => Boolean(thread?.whatsapp_conversation_id?.isResolved),
    icon: "fa fa-fw fa-undo",
    inlineName: _t("Reopen"),
    name: _t("Reopen"),
    open: ({thread}) => thread.whatsapp_conversation_id.act("reopen"),
    sequence: 10,
    sequenceGroup: 3,
});
/**
 * For chat windows and the sidebar: the header of Discuss has menus of its own.
 *
 * @param {string} id
 * @param {Object} definition
 * @param {(conversation: import("models").WhatsappConversation) => void} definition.act
 * @param {(conversation: import("models").WhatsappConversation) => boolean} definition.isOffered
 * @param {string} definition.icon
 * @param {string} definition.name
 */
function registerConversationAction(id, {act, icon, isOffered, name}) {
    registerThreadAction(`whatsapp-inbox-${id}`, {
        condition: ({owner, thread}) =>
            !owner.isDiscussContent &&
            thread?.whatsapp_conversation_id?.isResolved === false &&
            isOffered(thread.whatsapp_conversation_id),
        icon: `fa fa-fw ${icon}`,
        name,
        open: ({thread}) => act(thread.whatsapp_conversation_id),
        sequence: 20,
        sequenceGroup: 3,
    });
}
registerConversationAction("claim", {
    act: (conversation) => conversation.act("claim"),
    icon: "fa-hand-paper-o",
    isOffered: (conversation) => !conversation.user_id,
    name: _t("Claim"),
});
registerConversationAction("take-over", {
    act: (conversation) => conversation.act("take_over"),
    icon: "fa-hand-paper-o",
    isOffered: ({isMine, user_id: agent}) => Boolean(agent) && !isMine,
    name: _t("Take over"),
});
registerConversationAction("release", {
    act: (conversation) => conversation.act("release"),
    icon: "fa-sign-out",
    isOffered: (conversation) => Boolean(conversation.user_id),
    name: _t("Release"),
});
registerConversationAction("assign", {
    act: (conversation) => conversation.ask("assign"),
    icon: "fa-user-plus",
    isOffered: () => true,
    name: _t("Assign to…"),
});
registerConversationAction("transfer", {
    act: (conversation) => conversation.ask("transfer"),
    icon: "fa-users",
    isOffered: () => true,
    name: _t("Move to a Team…"),
});
registerConversationAction("snooze", {
    act: (conversation) => conversation.ask("snooze"),
    icon: "fa-bell-slash-o",
    isOffered: (conversation) => conversation.state !== "snoozed",
    name: _t("Snooze…"),
});
registerConversationAction("wake", {
    act: (conversation) => conversation.act("wake"),
    icon: "fa-bell-o",
    isOffered: (conversation) => conversation.state === "snoozed",
    name: _t("End Snooze"),
});
registerThreadAction("whatsapp-inbox-give-back", {
    condition: ({owner, thread}) =>
        Boolean(thread?.whatsapp_owner_id?.isOurs) &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-mail-reply-all",
    name: _t("Give Back to the Other App"),
    open: ({thread}) => thread.whatsapp_owner_id.release(),
    sequence: 20,
    sequenceGroup: 3,
});
registerThreadAction("whatsapp-inbox-open-partner", {
    condition: ({thread}) => Boolean(thread?.whatsapp_contact_id?.partner_id),
    icon: "fa fa-fw fa-address-card-o",
    name: _t("Open Contact"),
    open: ({store, thread}) =>
        store.openDocument({
            id: thread.whatsapp_contact_id.partner_id.id,
            model: "res.partner",
        }),
    sequence: 10,
    sequenceGroup: 7,
});
registerThreadAction("whatsapp-inbox-choose-partner", {
    condition: ({owner, thread}) =>
        Boolean(thread?.whatsapp_contact_id) && !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-exchange",
    name: _t("Change Contact"),
    open: ({store, thread}) =>
        store.env.services.dialog.add(PartnerChoiceDialog, {
            contact: thread.whatsapp_contact_id,
        }),
    sequence: 20,
    sequenceGroup: 7,
});
registerThreadAction("whatsapp-inbox-request-number", {
    condition: ({owner, thread}) =>
        Boolean(thread?.whatsapp_contact_id) &&
        !thread.whatsapp_contact_id.phone &&
        !thread.whatsapp_contact_id.is_group &&
        thread.isWhatsappWindowOpen &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-mobile",
    name: _t("Ask for the Phone Number"),
    open: ({store, thread}) =>
        store.env.services.dialog.add(ConfirmationDialog, {
            title: _t("Ask for the phone number?"),
            body: _t(
                "%(name)s gets a message with a button that shares the number with you.",
                {name: thread.displayName}
            ),
            confirmLabel: _t("Send"),
            confirm: () =>
                store.env.services.orm.call(
                    "discuss.channel",
                    "whatsapp_request_number",
                    [[thread.id]]
                ),
            cancel: () => undefined,
        }),
    sequence: 15,
    sequenceGroup: 7,
});
