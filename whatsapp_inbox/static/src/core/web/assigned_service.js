import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Names in one notification; how many there are more is a number. */
const NAMES = 3;

/** Tells the user which conversations they got: many at once in one notification. */
export const assignedService = {
    dependencies: ["action", "bus_service", "mail.store", "notification"],
    start(env, services) {
        const {action, bus_service: bus, "mail.store": store, notification} = services;
        /** @type {Map<number, string>} names of the customers who are told of now */
        const told = new Map();
        let close = () => undefined;

        function message() {
            const names = [...told.values()];
            if (names.length === 1) {
                return _t("%s is your WhatsApp conversation now.", names[0]);
            }
            const shown = names.slice(-NAMES).reverse().join(", ");
            return _t("%(count)s WhatsApp conversations are yours now: %(names)s", {
                count: names.length,
                names: names.length > NAMES ? `${shown}, …` : shown,
            });
        }

        async function open() {
            const [id] = told.keys();
            if (told.size > 1) {
                await action.doAction(
                    "whatsapp_inbox.whatsapp_inbox_conversation_action",
                    {
                        additionalContext: {
                            search_default_mine: 1,
                            search_default_unresolved: 1,
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

        bus.subscribe("whatsapp_inbox.assigned", ({channel_id: id, name}) => {
            const before = [...told];
            close();
            [...before, [id, name]].forEach((entry) => told.set(...entry));
            close = notification.add(message(), {
                buttons: [
                    {name: told.size > 1 ? _t("Show") : _t("Open"), onClick: open},
                ],
                onClose: () => told.clear(),
                type: "info",
            });
        });
    },
};
registry.category("services").add("whatsapp_inbox.assigned", assignedService);
