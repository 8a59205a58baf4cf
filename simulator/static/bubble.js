/** One message as a bubble. */

import {CONTENT, deleted, unsupported} from "./content.js";
import {el, icon} from "./dom.js";
import {clock, summary, tick} from "./summary.js";

function quote(quoted, actions) {
    return el(
        "button.quote",
        {
            type: "button",
            "aria-label": "Go to quoted message",
            onclick: () => actions.jump(quoted.wamid),
        },
        el("strong", {}, quoted.own ? "You" : actions.businessName()),
        el(
            "span",
            {},
            quoted.type === "unknown" ? "Message not available" : summary(quoted)
        )
    );
}

/** The inside; what cannot be shown as its type says, is named. */
function content(message, actions) {
    if (message.deleted) {
        return deleted(message);
    }
    const show = Object.hasOwn(CONTENT, message.type)
        ? CONTENT[message.type]
        : unsupported;
    try {
        return show(message, actions);
    } catch {
        return unsupported(message);
    }
}

/**
 * The bubble of a message.
 * @param {Object} message as the server shows it
 * @param {Object} actions {reply, react, menu, jump, answer, openList}
 */
export function bubble(message, actions) {
    const side = message.own ? "outgoing" : "incoming";
    const node = el(`article.message.${side}.type-${message.type}`, {
        "data-wamid": message.wamid,
        "data-status": message.status,
        "data-type": message.type,
    });
    const body = el("div.body", {});
    if (message.forwarded) {
        body.append(el("p.forwarded", {}, "Forwarded"));
    }
    if (message.quoted) {
        body.append(quote(message.quoted, actions));
    }
    body.append(content(message, actions));
    body.append(
        el(
            "footer",
            {},
            el(
                "time",
                {datetime: new Date(message.timestamp * 1000).toISOString()},
                clock(message.timestamp)
            ),
            message.edited && !message.deleted && el("small", {}, "Edited"),
            message.own && tick(message.status)
        )
    );
    const options = el(
        "button.options",
        {
            type: "button",
            "aria-label": "Message options",
            "aria-expanded": "false",
            onclick: (event) => actions.menu(message, event.currentTarget),
        },
        icon("down")
    );
    node.append(body, options);
    const emoji = Object.values(message.reactions || {});
    if (emoji.length) {
        node.classList.add("reacted");
        node.append(
            el(
                "button.reactions",
                {
                    type: "button",
                    "aria-label": `Reactions: ${emoji.join(" ")}`,
                    onclick: (event) => actions.menu(message, event.currentTarget),
                },
                [...new Set(emoji)].join(""),
                emoji.length > 1 && el("small", {}, String(emoji.length))
            )
        );
    }
    return node;
}
