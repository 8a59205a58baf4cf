import {Composer} from "@mail/core/common/composer";

import {toRaw} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

import {splitAtGaps} from "./gaps";

/** @type {Composer} */
const composerPatch = {
    get navigableListProps() {
        const props = super.navigableListProps;
        const {type, suggestions} = this.suggestion?.state.items ?? {};
        if (type !== "whatsapp.canned") {
            return props;
        }
        return {
            ...props,
            optionTemplate: "whatsapp_inbox.CannedSuggestion",
            options: suggestions.map((canned) => ({
                classList: "o-mail-Composer-suggestion o_whatsapp_inbox_canned",
                label: canned.body,
                pieces: this.splitAtWhatsappGaps(canned.body),
                title: canned.body,
                whatsappCanned: canned,
            })),
        };
    },
    splitAtWhatsappGaps(text) {
        return splitAtGaps(text, this.store.whatsapp_placeholders);
    },
    /** The marks lie on the text, which may scroll. */
    onScrollWhatsapp(ev) {
        const marks = ev.target.parentElement.querySelector(
            ".o_whatsapp_inbox_gap_marks"
        );
        if (marks) {
            marks.scrollTop = ev.target.scrollTop;
        }
    },
    selectWhatsappGap(from = 0) {
        const composer = toRaw(this.props.composer);
        const isFound = composer.selectWhatsappGap(from);
        if (isFound) {
            this.ref.el?.focus();
            this.selection.restore();
            composer.forceCursorMove = false;
        }
        return isFound;
    },
    onKeydown(ev) {
        // behind the last gap the key does what it always does
        if (
            getActiveHotkey(ev) === "tab" &&
            this.ref.el &&
            this.props.composer.whatsappGaps.length &&
            this.selectWhatsappGap(this.ref.el.selectionEnd)
        ) {
            ev.preventDefault();
            return;
        }
        return super.onKeydown(...arguments);
    },
    async sendMessage() {
        const composer = toRaw(this.props.composer);
        await composer.whatsappPick;
        const [gap] = composer.whatsappGaps;
        if (gap && !composer.message) {
            this.env.services.notification.add(
                _t(
                    "Fill in [%(name)s] first: the customer would read it as it stands there.",
                    {name: gap.name}
                ),
                {type: "warning"}
            );
            this.selectWhatsappGap();
            return;
        }
        return super.sendMessage(...arguments);
    },
    get postData() {
        const {whatsappButtons, whatsappCannedIds} = toRaw(this.props.composer);
        return {
            ...super.postData,
            whatsappButtons: [...whatsappButtons],
            whatsappCannedIds: [...whatsappCannedIds],
        };
    },
};
patch(Composer.prototype, composerPatch);
