import {fields} from "@mail/core/common/record";
import {Composer} from "@mail/core/common/composer_model";

import {patch} from "@web/core/utils/patch";

import {findGaps} from "./gaps";

/** Meta's page: messages/interactive-reply-buttons-messages. */
export const MAX_BUTTONS = 3;

/** @type {import("models").Composer} */
const composerPatch = {
    setup() {
        super.setup(...arguments);
        /** @type {string[]} titles of what the customer may tap below the text */
        this.whatsappButtons = fields.Attr([]);
        /** @type {number[]} the canned replies that the text was made of */
        this.whatsappCannedIds = fields.Attr([]);
        /** @type {Promise|undefined} files that are on their way into this composer */
        this.whatsappPick = undefined;
    },
    clear() {
        super.clear(...arguments);
        this.whatsappButtons = [];
        this.whatsappCannedIds = [];
    },
    /** @returns {{name: string, start: number, end: number}[]} */
    get whatsappGaps() {
        if (!this.targetThread?.isWhatsappInbox || this.isWhatsappNote) {
            return [];
        }
        return findGaps(this.composerText, this.store.whatsapp_placeholders);
    },
    /**
     * The text of a canned reply was put in: what goes with it follows.
     *
     * @param {{id: number, attachments: Object[], buttons: string[]}} canned
     */
    addWhatsappCanned(canned) {
        if (!this.whatsappCannedIds.includes(canned.id)) {
            this.whatsappCannedIds = [...this.whatsappCannedIds, canned.id];
        }
        if (!this.isWhatsappNote) {
            this.whatsappButtons = [
                ...new Set([...this.whatsappButtons, ...canned.buttons]),
            ].slice(0, MAX_BUTTONS);
        }
        if (canned.attachments.length) {
            this.whatsappPick = this.pickWhatsappFiles(canned.id, this.isWhatsappNote);
        }
        this.selectWhatsappGap(0);
    },
    async pickWhatsappFiles(cannedId, isNote) {
        const {orm} = this.store.env.services;
        const {ids, store_data: data} = await orm.call(
            "mail.canned.response",
            "whatsapp_pick",
            [[cannedId]]
        );
        this.store.insert(data);
        const files = ids.map((id) => this.store["ir.attachment"].get(id));
        if (isNote === this.isWhatsappNote) {
            this.attachments.push(...files);
        } else {
            // one writes something else meanwhile: they stay with their text
            this.otherWhatsappDraft.attachments = [
                ...(this.otherWhatsappDraft.attachments ?? []),
                ...files,
            ];
        }
    },
    removeWhatsappButton(title) {
        this.whatsappButtons = this.whatsappButtons.filter((other) => other !== title);
    },
    /**
     * Select the first gap that begins there or later.
     *
     * @param {number} from
     * @returns {boolean} whether there is one
     */
    selectWhatsappGap(from) {
        const gap = this.whatsappGaps.find(({start}) => start >= from);
        if (gap) {
            Object.assign(this.selection, {
                start: gap.start,
                end: gap.end,
                direction: "none",
            });
            this.forceCursorMove = true;
        }
        return Boolean(gap);
    },
};
patch(Composer.prototype, composerPatch);
