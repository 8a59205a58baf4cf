import {useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

/**
 * Records beside the chat: in a dialog over it, so that what is half written stays.
 *
 * @param {() => void} onClose when the dialog was closed, saved or not
 * @returns {(resModel: string, resId: number, title: string) => void}
 */
export function useRecordDialog(onClose) {
    const dialog = useService("dialog");
    return (resModel, resId, title) =>
        dialog.add(FormViewDialog, {resId, resModel, size: "xl", title}, {onClose});
}
