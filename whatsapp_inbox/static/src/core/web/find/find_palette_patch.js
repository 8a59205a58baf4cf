import {DiscussCommandPalette} from "@mail/discuss/core/public_web/discuss_command_palette";

import {DefaultCommandItem} from "@web/core/commands/command_palette";
import {patch} from "@web/core/utils/patch";

const CUSTOMERS = 5;

/** Behind Ctrl+K and "@" also customers whose threads are not loaded, by number too. */
patch(DiscussCommandPalette.prototype, {
    async fetch() {
        const term = this.options.searchValue.trim();
        const asks = this.store.has_whatsapp_inbox_access && term.length > 1;
        const [found] = await Promise.all([
            asks
                ? this.orm.call("discuss.channel", "whatsapp_find", [term], {
                      customers: CUSTOMERS,
                      messages: 0,
                  })
                : {customers: []},
            super.fetch(),
        ]);
        this.whatsappCustomers = found.customers;
    },
    buildResults() {
        super.buildResults(...arguments);
        const shown = new Set(this.commands.map(({props}) => props?.channel?.id));
        for (const {id, name, detail} of this.whatsappCustomers ?? []) {
            if (!shown.has(id)) {
                this.commands.push({
                    Component: DefaultCommandItem,
                    action: async () => {
                        const thread = await this.store.Thread.getOrFetch({
                            model: "discuss.channel",
                            id,
                        });
                        thread?.open({focus: true, bypassCompact: true});
                    },
                    // the palette looks for the term in the name
                    name: [name, detail].filter(Boolean).join(" · "),
                });
            }
        }
    },
});
