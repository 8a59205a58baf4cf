import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const {DateTime} = luxon;
/** Names in one notification; how many there are more is a number. */
const NAMES = 3;

/** Reminds the user of customers who wait while their 24-hour window closes, until each
 * of them is answered. */
export const windowService = {
    dependencies: ["action", "bus_service", "mail.store", "notification"],
    start(env, services) {
        const {action, bus_service: bus, "mail.store": store, notification} = services;
        /** @type {Map<number, {name: string, closesAt: import("luxon").DateTime}>} */
        const told = new Map();
        let close = () => undefined;

        function message() {
            const [{name, closesAt}] = told.values();
            if (told.size === 1) {
                return _t(
                    "%(name)s waits, and the 24-hour window closes at %(time)s.",
                    {
                        name,
                        time: closesAt.toLocaleString(DateTime.TIME_SIMPLE, {
                            locale: user.lang,
                        }),
                    }
                );
            }
            const names = [...told.values()].map((waiting) => waiting.name);
            const shown = names.slice(0, NAMES).join(", ");
            return _t(
                "%(count)s customers wait while their 24-hour window closes: %(names)s",
                {
                    count: names.length,
                    names: names.length > NAMES ? `${shown}, …` : shown,
                }
            );
        }

        async function open() {
            const [id] = told.keys();
            if (told.size > 1) {
                await action.doAction(
                    "whatsapp_inbox.whatsapp_inbox_conversation_action",
                    {
                        additionalContext: {
                            search_default_mine: 1,
                            search_default_window: 1,
                        },
                    }
                );
            } else {
                const thread = await store.Thread.getOrFetch({
                    model: "discuss.channel",
                    id,
                });
                await thread?.open({focus: true});
            }
            close();
        }

        /** Show what is told of now, in place of what was shown. */
        function show() {
            const waiting = [...told];
            close();
            waiting.forEach((entry) => told.set(...entry));
            if (told.size) {
                close = notification.add(message(), {
                    buttons: [
                        {name: told.size > 1 ? _t("Show") : _t("Open"), onClick: open},
                    ],
                    onClose: () => told.clear(),
                    sticky: true,
                    type: "warning",
                });
            }
        }

        bus.subscribe(
            "whatsapp_inbox.window_closing",
            ({channel_id: id, expires_at: at, name}) => {
                const closesAt = deserializeDateTime(at);
                // who was away gets it late
                if (closesAt > DateTime.now()) {
                    told.set(id, {name, closesAt});
                    show();
                }
            }
        );
        bus.subscribe("whatsapp_inbox.window_settled", ({channel_id: id}) => {
            if (told.delete(id)) {
                show();
            }
        });
    },
};
registry.category("services").add("whatsapp_inbox.window", windowService);
