/** WhatsApp's text formatting as DOM nodes. Text never becomes markup. */

import {el} from "./dom.js";

const INLINE = [
    {mark: "*", tag: "strong"},
    {mark: "_", tag: "em"},
    {mark: "~", tag: "del"},
];
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]]/gi;

/** A fragment with paragraphs, lists, quotes and monospaced blocks. */
export function formatted(text) {
    const fragment = document.createDocumentFragment();
    const parts = String(text ?? "").split(/```([\s\S]+?)```/);
    parts.forEach((part, index) => {
        if (index % 2) {
            fragment.append(el("code.block", {}, part.replace(/^\n|\n$/g, "")));
        } else {
            appendLines(fragment, part);
        }
    });
    return fragment;
}

function appendLines(fragment, text) {
    let list = null;
    const lines = text.split("\n");
    lines.forEach((line, index) => {
        const bullet = /^[*-] (.+)/.exec(line);
        const number = /^(\d+)\. (.+)/.exec(line);
        const quote = /^> (.+)/.exec(line);
        if (bullet || number) {
            const tag = bullet ? "ul" : "ol";
            if (list?.localName !== tag) {
                list = el(tag, number ? {start: number[1]} : {});
                fragment.append(list);
            }
            list.append(el("li", {}, ...inline(bullet ? bullet[1] : number[2])));
            return;
        }
        list = null;
        if (quote) {
            fragment.append(el("blockquote", {}, ...inline(quote[1])));
            return;
        }
        fragment.append(...inline(line));
        if (index < lines.length - 1) {
            fragment.append("\n");
        }
    });
}

/** Nodes of one line: `code`, then *bold*, _italic_, ~strike~, links. */
export function inline(text) {
    const nodes = [];
    text.split(/`([^`\n]+)`/).forEach((part, index) => {
        if (index % 2) {
            nodes.push(el("code", {}, part));
        } else {
            nodes.push(...marked(part));
        }
    });
    return nodes;
}

function marked(text) {
    let first = null;
    for (const {mark, tag} of INLINE) {
        const pattern = new RegExp(
            `(^|[^\\p{L}\\p{N}])[${mark}](?=\\S)([^${mark}\\n]*[^\\s${mark}])[${mark}](?![\\p{L}\\p{N}])`,
            "u"
        );
        const found = pattern.exec(text);
        if (found && (!first || found.index < first.found.index)) {
            first = {found, tag};
        }
    }
    if (!first) {
        return links(text);
    }
    const {found, tag} = first;
    const start = found.index + found[1].length;
    const end = found.index + found[0].length;
    return [
        ...links(text.slice(0, start)),
        el(tag, {}, ...marked(found[2])),
        ...marked(text.slice(end)),
    ];
}

function links(text) {
    const nodes = [];
    let last = 0;
    for (const match of text.matchAll(LINK)) {
        const href = match[0].startsWith("www.") ? `https://${match[0]}` : match[0];
        nodes.push(
            text.slice(last, match.index),
            el("a", {href, target: "_blank", rel: "noreferrer noopener"}, match[0])
        );
        last = match.index + match[0].length;
    }
    nodes.push(text.slice(last));
    return nodes;
}

/** The text without its marks, for previews in one line. */
export function plain(text) {
    const holder = document.createElement("div");
    holder.append(formatted(text));
    return holder.textContent.replace(/\s+/g, " ").trim();
}
