import {registry} from "@web/core/registry";

/** Brings what the bus tells to the queue. */
export const waitingQueueService = {
    dependencies: ["bus_service", "mail.store"],
    start(env, {bus_service: busService, "mail.store": store}) {
        busService.subscribe("whatsapp_inbox.queue/update", (change) =>
            store.whatsappQueue?.update(change)
        );
        busService.subscribe("whatsapp_inbox.queue/teams", () =>
            store.whatsappQueue?.restart()
        );
        // what was told in between is not told again
        busService.addEventListener("BUS:RECONNECT", () =>
            store.whatsappQueue?.restart()
        );
    },
};
registry.category("services").add("whatsapp_inbox.waiting_queue", waitingQueueService);
