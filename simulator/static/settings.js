/** The dialog of the phone's own settings: online, read receipts, what it shows. */

import {el, showDialog} from "./dom.js";

export function showSettings(app) {
    const customer = app.customer;
    if (!customer) {
        return;
    }
    const toggle = (label, name, value, note) =>
        el(
            "label.check",
            {},
            el("input", {
                type: "checkbox",
                name,
                checked: value,
                onchange: (event) => app.update({[name]: event.target.checked}),
            }),
            el("span", {}, label, el("small", {}, note))
        );
    const expires = app.chat.windowExpires * 1000;
    const isOpen = expires > Date.now();
    showDialog(
        customer.name,
        el(
            "div.fields",
            {},
            el(
                "p.facts",
                {},
                customer.phone,
                customer.username ? ` · @${customer.username}` : ""
            ),
            toggle(
                "Online",
                "online",
                customer.online,
                "Offline, messages are sent but not delivered."
            ),
            toggle(
                "Read receipts",
                "read_receipts",
                customer.readReceipts,
                "Off, the business never learns that a message was read."
            ),
            toggle(
                "Hide the phone number",
                "hide_phone",
                customer.hidePhone,
                "Webhooks carry the user id, but no phone."
            ),
            el(
                "label",
                {},
                "Follow a link",
                el("input", {
                    type: "url",
                    placeholder: "https://wa.me/…",
                    onchange: ({target}) =>
                        target.value && app.openLink(customer.id, target.value),
                })
            ),
            el(
                "p.facts",
                {},
                isOpen
                    ? `The business may write freely until ${new Date(expires).toLocaleString()}.`
                    : "The business may send only templates: the 24-hour window is closed."
            )
        )
    );
}
