import {registerComposerAction} from "@mail/core/common/composer_actions";

import {ChoicesDialog} from "./choices_dialog";
import {ContactDialog} from "./contact_dialog";
import {DocumentDialog} from "./document_dialog";
import {LocationDialog, LocationRequestDialog} from "./location_dialog";

import {toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

/** Whether one writes to the customer of a thread here. */
export function isForCustomer({composer, store}) {
    return Boolean(
        composer?.thread?.isWhatsappInbox &&
            store.has_whatsapp_inbox_access &&
            !composer.message &&
            !composer.isWhatsappNote &&
            !composer.isWhatsappClosed
    );
}

/** One goes on writing where one was, whatever became of the dialog. */
export function addDialog(composer, store, dialog, props) {
    store.env.services.dialog.add(dialog, props, {
        onClose: () => toRaw(composer).autofocus++,
    });
}

/** Opens a dialog that sends from where this composer is. */
export const opensDialog =
    (dialog) =>
    ({composer, owner, store}) =>
        addDialog(composer, store, dialog, {
            composer: toRaw(composer),
            context: owner.env.whatsappContext,
        });

/** In the menu, after Odoo's own. */
function register(id, sequence, icon, name, dialog) {
    registerComposerAction(id, {
        condition: isForCustomer,
        icon: `fa ${icon}`,
        name,
        onSelected: opensDialog(dialog),
        sequence,
    });
}

register(
    "whatsapp-choices",
    110,
    "fa-list-ul",
    _t("Ask with Buttons or a List"),
    ChoicesDialog
);
register("whatsapp-document", 120, "fa-folder-open-o", _t("Document"), DocumentDialog);
register("whatsapp-contact", 130, "fa-user-o", _t("Contact"), ContactDialog);
register("whatsapp-location", 140, "fa-map-marker", _t("Location"), LocationDialog);
register(
    "whatsapp-location-request",
    150,
    "fa-location-arrow",
    _t("Ask for Their Location"),
    LocationRequestDialog
);
