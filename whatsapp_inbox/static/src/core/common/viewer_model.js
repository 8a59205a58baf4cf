import {AND, fields, Record} from "@mail/core/common/record";

import {browser} from "@web/core/browser/browser";

/** Who says nothing for so long has gone, whatever became of their browser. */
export const GONE_AFTER = 75000;

/** A colleague who has a customer's thread open now, by their own word. */
export class WhatsappViewer extends Record {
    static _name = "whatsapp.inbox.viewer";
    static id = AND("thread", "partner");

    thread = fields.One("Thread", {inverse: "whatsappViewers"});
    partner = fields.One("res.partner");
    /** @type {"reply"|"note"|false} what they are writing */
    writing = false;
    timeout;

    stay() {
        browser.clearTimeout(this.timeout);
        this.timeout = browser.setTimeout(() => this.delete(), GONE_AFTER);
    }

    delete() {
        browser.clearTimeout(this.timeout);
        super.delete(...arguments);
    }
}
WhatsappViewer.register();
