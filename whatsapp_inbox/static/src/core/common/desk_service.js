import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/** A window that nobody looks at for so long is no look at a customer. */
export const HIDDEN_FOR = 30000;

/** A call that the page's end does not take back. */
function callAtTheEnd(method, args) {
    const params = {model: "discuss.channel", method, args, kwargs: {}};
    const body = JSON.stringify({id: 0, jsonrpc: "2.0", method: "call", params});
    navigator.sendBeacon(
        `/web/dataset/call_kw/discuss.channel/${method}`,
        new Blob([body], {type: "application/json"})
    );
}

/** Brings what colleagues' browsers say to the threads that are open here. */
export const deskService = {
    dependencies: ["bus_service", "mail.store"],
    start(env, {bus_service: busService, "mail.store": store}) {
        const openThreads = () =>
            Object.values(store.Thread.records).filter((t) => t.whatsappOpenCount);
        busService.subscribe("whatsapp_inbox.desk", ({channel_id: id, ...said}) => {
            if (said.partner.id !== user.partnerId) {
                store.Thread.get({model: "discuss.channel", id})?.onWhatsappDesk(said);
            }
        });
        // what was told in between is not told again
        busService.addEventListener("BUS:RECONNECT", () =>
            openThreads().forEach((thread) => thread.enterWhatsappDesk())
        );
        browser.addEventListener("pagehide", () => {
            for (const thread of openThreads()) {
                callAtTheEnd("whatsapp_look", [[thread.id], "left"]);
                const draft = thread.composer?.unsavedWhatsappDraft;
                if (draft) {
                    const {face, text} = draft;
                    const args = [[thread.id], text, face === "note"];
                    callAtTheEnd("whatsapp_save_draft", args);
                }
            }
        });
        let timeout = undefined;
        let left = [];
        browser.addEventListener("visibilitychange", () => {
            browser.clearTimeout(timeout);
            if (document.visibilityState === "hidden") {
                timeout = browser.setTimeout(() => {
                    left = openThreads();
                    left.forEach((thread) => thread.leaveWhatsappDesk());
                }, HIDDEN_FOR);
                return;
            }
            for (const thread of left.filter((t) => t.whatsappOpenCount)) {
                thread.enterWhatsappDesk();
            }
            left = [];
        });
    },
};
registry.category("services").add("whatsapp_inbox.desk", deskService);
