import {CustomerNotice, namesOf} from "@whatsapp_inbox/core/web/customer_notice";

import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const {DateTime} = luxon;

function message(customers) {
    const [{name, closesAt}] = customers;
    if (customers.length === 1) {
        const locale = user.lang;
        const time = closesAt.toLocaleString(DateTime.TIME_SIMPLE, {locale});
        return _t("%(name)s waits, and the 24-hour window closes at %(time)s.", {
            name,
            time,
        });
    }
    return _t("%(count)s customers wait while their 24-hour window closes: %(names)s", {
        count: customers.length,
        names: namesOf(customers),
    });
}

/** Reminds the user of customers who wait while their 24-hour window closes, until each
 * of them is answered. */
export const windowService = {
    dependencies: ["action", "bus_service", "mail.store", "notification"],
    start(env, services) {
        const {bus_service: bus} = services;
        const notice = new CustomerNotice(services, {
            filter: "search_default_window",
            message,
            sticky: true,
            type: "warning",
        });
        bus.subscribe(
            "whatsapp_inbox.window_closing",
            ({channel_id: id, expires_at: at, name}) => {
                const closesAt = deserializeDateTime(at);
                // who was away gets it late
                if (closesAt > DateTime.now()) {
                    notice.add(id, {name, closesAt});
                }
            }
        );
        bus.subscribe("whatsapp_inbox.window_settled", ({channel_id: id}) =>
            notice.delete(id)
        );
    },
};
registry.category("services").add("whatsapp_inbox.window", windowService);
