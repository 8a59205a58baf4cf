/** What the customer may do with a message: react, reply, copy, edit, delete. */

import {closeMenu, el, icon, showDialog, showMenu} from "./dom.js";
import {QUICK, showEmoji} from "./emoji.js";

export function showMessageMenu(app, message, anchor) {
    const react = (emoji) => {
        const isSame = message.reactions.customer === emoji;
        const reaction = isSame ? {} : {emoji};
        app.send({type: "reaction", reply_to: message.wamid, reaction});
    };
    const quick = el(
        "div.quick",
        {},
        ...QUICK.map((emoji) =>
            el(
                "button",
                {
                    type: "button",
                    role: "menuitem",
                    "aria-label": `React with ${emoji}`,
                    "aria-pressed": String(message.reactions.customer === emoji),
                    onclick: () => (closeMenu(), react(emoji)),
                },
                emoji
            )
        ),
        el(
            "button",
            {
                type: "button",
                role: "menuitem",
                "aria-label": "More reactions",
                onclick: () => showEmoji(anchor, react),
            },
            icon("add")
        )
    );
    const items = [
        quick,
        {
            label: "Reply",
            icon: "reply",
            action: () => app.composer.quote(message),
        },
    ];
    if (message.type === "text") {
        const copy = () => navigator.clipboard?.writeText(message.value.body);
        items.push({label: "Copy", icon: "document", action: copy});
    }
    if (message.own && !message.deleted) {
        items.push(...revisions(app, message));
    }
    if (message.reactions.customer) {
        const mine = message.reactions.customer;
        items.push({
            label: "Remove reaction",
            icon: "close",
            action: () => react(mine),
        });
    }
    showMenu(anchor, items);
}

/** What the customer may still do with an own message: 15 minutes, two days. */
function revisions(app, message) {
    const age = Date.now() / 1000 - message.timestamp;
    const items = [];
    const isText = ["text", "image", "video", "document"].includes(message.type);
    if (isText && age < 15 * 60) {
        items.push({
            label: "Edit",
            icon: "edit",
            action: () => openEdit(app, message),
        });
    }
    if (message.type !== "call" && age < 2 * 24 * 3600) {
        items.push({
            label: "Delete for everyone",
            icon: "remove",
            action: () => app.revise({wamid: message.wamid, delete: true}),
        });
    }
    return items;
}

function openEdit(app, message) {
    const area = el("textarea", {
        rows: 4,
        name: "text",
        "aria-label": "Message",
        required: message.type === "text",
    });
    area.value = message.value.body ?? message.value.caption ?? "";
    const form = el("form.fields", {id: "edit-form", method: "dialog"}, area);
    const close = showDialog("Edit message", form, [
        el("button.primary", {type: "submit", form: "edit-form"}, "Save"),
    ]);
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        await app.revise({wamid: message.wamid, text: area.value});
        close();
    });
    area.focus();
}
