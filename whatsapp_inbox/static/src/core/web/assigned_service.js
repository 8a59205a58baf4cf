import {CustomerNotice, namesOf} from "@whatsapp_inbox/core/web/customer_notice";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

function message(customers) {
    if (customers.length === 1) {
        return _t("%s is your WhatsApp conversation now.", customers[0].name);
    }
    return _t("%(count)s WhatsApp conversations are yours now: %(names)s", {
        count: customers.length,
        names: namesOf(customers.reverse()),
    });
}

/** Tells the user which conversations they got: many at once in one notification. */
export const assignedService = {
    dependencies: ["action", "bus_service", "mail.store", "notification"],
    start(env, services) {
        const notice = new CustomerNotice(services, {
            filter: "search_default_unresolved",
            message,
            type: "info",
        });
        services.bus_service.subscribe(
            "whatsapp_inbox.assigned",
            ({channel_id: id, name}) => notice.add(id, {name})
        );
    },
};
registry.category("services").add("whatsapp_inbox.assigned", assignedService);
