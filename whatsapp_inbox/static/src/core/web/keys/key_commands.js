import {cleanTerm} from "@mail/utils/common/format";

import {keysRegistry} from "./keys";

import {HotkeyCommandItem} from "@web/core/commands/default_providers";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Ctrl+K offers what the keys do, for the conversation that is open. */
registry
    .category("command_categories")
    .add("whatsapp_inbox", {name: _t("WhatsApp")}, {sequence: 14});

function commandsOf(env, activeElement) {
    const keys = env.services["whatsapp_inbox.keys"];
    if (activeElement !== document || !keys.store.has_whatsapp_inbox_access) {
        return [];
    }
    const {thread} = keys;
    return keys.offered.map(({id, hotkey, name}) => ({
        Component: HotkeyCommandItem,
        action: () => keys.run(keysRegistry.get(id), thread),
        category: "whatsapp_inbox",
        name: _t("WhatsApp: %s", name),
        props: {hotkey},
    }));
}

registry
    .category("command_provider")
    .add("whatsapp_inbox", {
        provide: (env, {activeElement}) => commandsOf(env, activeElement),
    })
    // in Discuss the palette opens with conversations
    .add("whatsapp_inbox.discuss", {
        namespace: "@",
        provide(env, {activeElement, searchValue}) {
            const term = cleanTerm(searchValue);
            return term.length > 1
                ? commandsOf(env, activeElement).filter(({name}) =>
                      cleanTerm(name).includes(term)
                  )
                : [];
        },
    });
