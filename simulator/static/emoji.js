/** A small emoji picker and the quick reactions. */

import {closeMenu, el, showMenu} from "./dom.js";

export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
const ALL = [
    "😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 😐 😬 😴 😢 😭 😡 🥳 🤩 🤗 🙄 😮",
    "👍 👎 👌 ✌️ 🤞 👋 🙏 💪 👏 🤝 🫶 ☝️ ❤️ 🧡 💛 💚 💙 💜 💔 ✨ 🔥 🎉 🎁 ⭐",
    "🌵 🌱 🌷 🌻 🍀 🌈 ☀️ 🌧️ ❄️ 🐶 🐱 🦊 🍎 🍕 🍰 ☕ 🍺 🚗 🚚 ✈️ 🏠 📦 📱 💡",
    "✅ ❌ ⚠️ ❓ ❗ 💬 📅 🕒 💶 💳 🔑 📎 🇪🇸 🇮🇹 🇧🇷 🇲🇽 🇦🇷 👨‍👩‍👧 👩🏽‍🌾 1️⃣ 2️⃣ 3️⃣ 🆗 🆕",
];

/** Show the picker beside an element. @param {Function} pick gets the emoji */
export function showEmoji(anchor, pick, keepOpen = false) {
    const cells = ALL.join(" ")
        .split(" ")
        .map((emoji) =>
            el(
                "button",
                {
                    type: "button",
                    role: "menuitem",
                    "aria-label": emoji,
                    onclick: () => {
                        if (!keepOpen) {
                            closeMenu();
                        }
                        pick(emoji);
                    },
                },
                emoji
            )
        );
    showMenu(anchor, [el("div.emoji-grid", {}, ...cells)]);
}
