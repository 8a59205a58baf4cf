/** Answers to what the business asks: each calls `answer(message, values)`. */

import {el, showDialog} from "./dom.js";

/** A row of a list. */
export function openList(message, answer) {
    const {action} = message.value;
    const form = el("form.rows", {id: "list-form", method: "dialog"});
    for (const section of action.sections) {
        if (section.title) {
            form.append(el("h3", {}, section.title));
        }
        for (const row of section.rows) {
            form.append(
                el(
                    "label",
                    {},
                    el(
                        "span",
                        {},
                        row.title,
                        row.description && el("small", {}, row.description)
                    ),
                    el("input", {
                        type: "radio",
                        name: "row",
                        value: row.id,
                        required: true,
                    })
                )
            );
        }
    }
    const close = showDialog(action.button, form, [
        el("button.primary", {type: "submit", form: "list-form"}, "Send"),
    ]);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const id = new FormData(form).get("row");
        const rows = action.sections.flatMap((section) => section.rows);
        const list_reply = rows.find((row) => row.id === id);
        close();
        answer(message, {type: "list_reply", list_reply});
    });
}

/** A form of the business: its answer as JSON. */
export function openFlow(message, answer) {
    const {parameters} = message.value.action;
    const area = el("textarea", {
        rows: 6,
        name: "json",
        "aria-label": "Answer as JSON",
    });
    area.value = JSON.stringify(
        {flow_token: parameters.flow_token || "unused", answer: ""},
        null,
        2
    );
    const form = el("form.fields", {id: "flow-form", method: "dialog"}, area);
    const close = showDialog(parameters.flow_cta, form, [
        el("button.primary", {type: "submit", form: "flow-form"}, "Send"),
    ]);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        close();
        const nfm_reply = {name: "flow", body: "Sent", response_json: area.value};
        answer(message, {
            type: "interactive",
            interactive: {type: "nfm_reply", nfm_reply},
        });
    });
}

/** The contact card that a request for the number asks for. */
export function shareNumber({name, phone}, message, answer) {
    const contact = {
        name: {formatted_name: name, first_name: name},
        phones: [{phone, wa_id: phone.slice(1), type: "CELL"}],
        origin: "contact_request",
    };
    answer(message, {type: "contacts", contacts: [contact]});
}
