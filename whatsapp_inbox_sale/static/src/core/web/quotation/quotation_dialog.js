import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

/**
 * Quotations beside the chat, in a small form view of Odoo's own: for its customer, with
 * their prices and terms.
 *
 * @param {() => void} onClose when the dialog was closed, saved or not
 * @returns {(thread: import("models").Thread, order?: {id: number, name: string}) =>
 *     Promise<void>} without an order: a new one
 */
export function useQuotationDialog(onClose) {
    const dialog = useService("dialog");
    const orm = useService("orm");
    return async (thread, order) => {
        // who may not is told why
        const props = await orm.call("discuss.channel", "whatsapp_quotation", [
            [thread.id],
            order?.id ?? false,
        ]);
        const title = order?.name ?? _t("New Quotation for %s", thread.displayName);
        dialog.add(
            FormViewDialog,
            {...props, resModel: "sale.order", size: "xl", title},
            {onClose}
        );
    };
}
