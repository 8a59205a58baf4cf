import {fields, Record} from "@mail/core/common/record";

import {_t} from "@web/core/l10n/translation";

/** Other apps on the same number, by Meta's word for their role. */
const APPS = {
    ai_agent: _t("Meta's Business Agent"),
    marketing: _t("The marketing app"),
    customer_service: _t("Another customer service app"),
    utility: _t("The notifications app"),
    ctwa: _t("The app for ads"),
};

/** Who answers a customer on a number that several apps share. */
export class WhatsappThreadOwner extends Record {
    static _name = "whatsapp.inbox.thread.owner";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {"us"|"other"|false} */
    holder;
    /** @type {string|false} */
    role;
    until = fields.Datetime({
        onUpdate() {
            this.stopClock?.();
            this.stopClock = this.store.whatsappClock.follow(
                this.until,
                (isToCome) => (this.isCurrent = isToCome)
            );
        },
    });
    /** Whether the time has not come at which nobody owns the thread. */
    isCurrent = false;
    stopClock;

    get appName() {
        return APPS[this.role] ?? _t("Another app");
    }

    get isOther() {
        return this.isCurrent && this.holder === "other";
    }

    get isOurs() {
        return this.isCurrent && this.holder === "us";
    }

    delete() {
        this.stopClock?.();
        super.delete(...arguments);
    }

    async take() {
        await this.callServer("action_take");
    }

    async release() {
        await this.callServer("action_release");
    }

    async callServer(method) {
        await this.store.env.services.orm.call("whatsapp.inbox.thread.owner", method, [
            [this.id],
        ]);
    }
}
WhatsappThreadOwner.register();
