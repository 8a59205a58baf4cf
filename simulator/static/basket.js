/** A basket of the business's catalogue, which the customer sends as an order. */

import {el} from "./dom.js";

const PRODUCTS = [
    {product_retailer_id: "CACTUS", quantity: 2, item_price: 9.9, currency: "EUR"},
    {product_retailer_id: "POT", quantity: 1, item_price: 5, currency: "EUR"},
    {product_retailer_id: "", quantity: 1, item_price: 0, currency: "EUR"},
];

/** A row for each product; what has no reference is left out. */
export function basketForm() {
    const row = (product) =>
        el(
            "div.basket",
            {},
            ...Object.entries({
                product_retailer_id: "Reference",
                quantity: "Quantity",
                item_price: "Price",
                currency: "Currency",
            }).map(([name, label]) =>
                el("input", {name, value: product[name], "aria-label": label})
            )
        );
    return el(
        "form.fields",
        {id: "basket-form", method: "dialog"},
        el("p.foot", {}, "Reference, quantity, price and currency of each product"),
        ...PRODUCTS.map(row),
        el("label", {}, "Message (optional)", el("input", {name: "text"}))
    );
}

/** The `order` of Meta's webhook, with numbers as numbers where they are any. */
export function basketOf(form) {
    const number = (text) =>
        text.trim() && Number.isFinite(Number(text)) ? Number(text) : text;
    const product_items = [...form.querySelectorAll(".basket")]
        .map((row) =>
            Object.fromEntries(
                [...row.querySelectorAll("input")].map(({name, value}) => [name, value])
            )
        )
        .filter((item) => item.product_retailer_id.trim())
        .map((item) => ({
            ...item,
            quantity: number(item.quantity),
            item_price: number(item.item_price),
        }));
    const text = form.elements.text.value.trim();
    return {catalog_id: "194836987003835", product_items, ...(text && {text})};
}
