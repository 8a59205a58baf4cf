import {registerThreadAction} from "@mail/core/common/thread_actions";

import {PartnerChoiceDialog} from "@whatsapp_inbox/core/web/partner_choice_dialog";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";

registerThreadAction("whatsapp-inbox-resolve", {
    condition: ({thread}) =>
        Boolean(thread?.whatsapp_conversation_id) &&
        thread.whatsapp_conversation_id.state !== "resolved",
    icon: "fa fa-fw fa-check",
    inlineName: _t("Resolve"),
    name: _t("Resolve"),
    open: async ({store, thread}) => {
        const conversation = thread.whatsapp_conversation_id;
        await conversation.resolve();
        const close = store.env.services.notification.add(
            _t("The conversation with %(name)s is resolved.", {
                name: thread.displayName,
            }),
            {
                type: "success",
                buttons: [
                    {
                        name: _t("Undo"),
                        onClick: async () => {
                            close();
                            await conversation.reopen();
                            thread.open({focus: true});
                        },
                    },
                ],
            }
        );
    },
    sequence: 10,
    sequenceGroup: 3,
});
registerThreadAction("whatsapp-inbox-reopen", {
    condition: ({thread}) => thread?.whatsapp_conversation_id?.state === "resolved",
    icon: "fa fa-fw fa-undo",
    inlineName: _t("Reopen"),
    name: _t("Reopen"),
    open: ({thread}) => thread.whatsapp_conversation_id.reopen(),
    sequence: 10,
    sequenceGroup: 3,
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
