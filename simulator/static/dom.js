/** Building elements, icons and the two pop-ups of the page (dialog, menu). */

const PATHS = {
    add: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
    attach: "M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.500a2.500 2.500 0 0 0 5 0V5a4 4 0 0 0-8 0v12.500a5.500 5.500 0 0 0 11 0V6z",
    back: "M20 11H7.800l5.600-5.600L12 4l-8 8 8 8 1.400-1.400L7.800 13H20z",
    basket: "M5.500 9L9 3l1.700 1-2.900 5h8.400l-2.900-5L15 3l3.500 6H22v2h-1l-2 10H5L3 11H2V9z",
    business:
        "M4 7l1.500-4h13L20 7v2a3 3 0 0 1-1 2.200V21h-6v-6h-2v6H5v-9.800A3 3 0 0 1 4 9zm3.500 0",
    call: "M6.600 10.800a15 15 0 0 0 6.600 6.600l2.200-2.200a1 1 0 0 1 1-.200 11 11 0 0 0 3.600.600 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.500a1 1 0 0 1 1 1 11 11 0 0 0 .600 3.600 1 1 0 0 1-.300 1z",
    close: "M6.400 5L5 6.400 10.600 12 5 17.600 6.400 19l5.600-5.600 5.600 5.600 1.400-1.400-5.600-5.600L19 6.400 17.600 5 12 10.600z",
    contact:
        "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm0 2c-3.500 0-8 1.700-8 5v1h16v-1c0-3.300-4.500-5-8-5z",
    document:
        "M6 2h8l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm7 1.500V8h4.500z",
    down: "M7 9.500l5 5 5-5z",
    emoji: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zM8.500 11a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zm7 0a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM12 17.500a5 5 0 0 0 4.600-3H7.400a5 5 0 0 0 4.600 3z",
    image: "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm1 13h14l-4.500-6-3.500 4.500L8.500 13z",
    location:
        "M12 2a7 7 0 0 0-7 7c0 5.200 7 13 7 13s7-7.800 7-13a7 7 0 0 0-7-7zm0 9.500a2.500 2.500 0 1 1 0-5 2.500 2.500 0 0 1 0 5z",
    mic: "M12 14a3 3 0 0 0 3-3V5a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zm5-3a5 5 0 0 1-10 0H5a7 7 0 0 0 6 6.900V21h2v-3.100A7 7 0 0 0 19 11z",
    more: "M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm0 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm0 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
    reply: "M10 9V5l-7 7 7 7v-4.100c5 0 8.500 1.600 11 5.100-1-5-4-10-11-11z",
    edit: "M3 17.200V21h3.800L17.800 9.900l-3.700-3.700zM20.700 7a1 1 0 0 0 0-1.400l-2.300-2.300a1 1 0 0 0-1.400 0l-1.800 1.800 3.700 3.700z",
    remove: "M6 19a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V7H6zM19 4h-3.500l-1-1h-5l-1 1H5v2h14z",
    send: "M2.500 20.500L22 12 2.500 3.500v6.600L15 12 2.500 13.900z",
    stop: "M6 6h12v12H6z",
    music: "M12 3v10.600A4 4 0 1 0 14 17V7h4V3z",
    link: "M14 3v2h3.600l-8.300 8.300 1.400 1.400L19 6.400V10h2V3zm5 16H5V5h6V3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-6h-2z",
    list: "M4 6h16v2H4zm0 5h16v2H4zm0 5h16v2H4z",
};

/** An element: `el("p.note", {id: "x", onclick: f}, "text", child)`. */
export function el(spec, attributes = {}, ...children) {
    const [tag, ...classes] = spec.split(".");
    const node = document.createElement(tag || "div");
    node.classList.add(...classes);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) {
            continue;
        }
        if (name.startsWith("on")) {
            node.addEventListener(name.slice(2), value);
        } else if (name === "value") {
            node.value = value;
        } else {
            node.setAttribute(name, value === true ? "" : value);
        }
    }
    node.append(...children.flat().filter(Boolean));
    return node;
}

export function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
    return svg;
}

/** A round letter of the name, its colour from the id. */
export function avatar(id, name) {
    let hue = 0;
    for (const char of id) {
        hue = (hue * 31 + char.codePointAt(0)) % 360;
    }
    const node = el("span.avatar", {"aria-hidden": true}, initials(name));
    node.style.setProperty("--hue", hue);
    return node;
}

function initials(name) {
    const words = name
        .replace(/[^\p{L}\p{N} ]/gu, "")
        .split(" ")
        .filter(Boolean);
    return words
        .slice(0, 2)
        .map((word) => [...word][0].toUpperCase())
        .join("");
}

/** Show a modal dialog with a title and a form's content; closes on submit of it. */
export function showDialog(title, content, actions = []) {
    const dialog = document.getElementById("dialog");
    const close = () => dialog.close();
    dialog.replaceChildren(
        el(
            "header",
            {},
            el("h2", {}, title),
            el(
                "button.icon",
                {type: "button", "aria-label": "Close", onclick: close},
                icon("close")
            )
        ),
        content,
        el("footer", {}, ...actions)
    );
    dialog.showModal();
    return close;
}

/**
 * Show a menu beside an element; any click or Escape closes it.
 * @param {Element} anchor where it opens
 * @param {Array} items nodes or {label, icon, action}
 */
export function showMenu(anchor, items) {
    const menu = document.getElementById("menu");
    closeMenu();
    menu.replaceChildren(
        ...items.map((item) =>
            item instanceof Node
                ? item
                : el(
                      "button",
                      {
                          type: "button",
                          role: "menuitem",
                          onclick: () => (closeMenu(), item.action()),
                      },
                      item.icon && icon(item.icon),
                      item.label
                  )
        )
    );
    menu.hidden = false;
    anchor.setAttribute("aria-expanded", "true");
    menu.anchor = anchor;
    const box = anchor.getBoundingClientRect();
    const left = Math.min(box.left, window.innerWidth - menu.offsetWidth - 8);
    const below = box.bottom + 4;
    const fits = below + menu.offsetHeight < window.innerHeight;
    menu.style.left = `${Math.max(8, left)}px`;
    menu.style.top = `${Math.max(8, fits ? below : box.top - menu.offsetHeight - 4)}px`;
    menu.querySelector("button, input")?.focus({preventScroll: true});
}

export function closeMenu() {
    const menu = document.getElementById("menu");
    menu.anchor?.setAttribute("aria-expanded", "false");
    menu.hidden = true;
}

document.addEventListener("pointerdown", (event) => {
    const menu = document.getElementById("menu");
    if (
        !menu.hidden &&
        !menu.contains(event.target) &&
        !menu.anchor?.contains(event.target)
    ) {
        closeMenu();
    }
});
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
        closeMenu();
    }
});

/** Toggle a menu from its button. */
export function toggleMenu(anchor, items) {
    const menu = document.getElementById("menu");
    if (!menu.hidden && menu.anchor === anchor) {
        closeMenu();
    } else {
        showMenu(anchor, items);
    }
}
