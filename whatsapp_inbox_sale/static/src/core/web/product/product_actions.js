import {registerComposerAction} from "@mail/core/common/composer_actions";

import {
    isForCustomer,
    opensDialog,
} from "@whatsapp_inbox/core/web/sending/composer_actions";

import {ProductDialog} from "./product_dialog";

import {toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

registerComposerAction("whatsapp-product", {
    condition: (params) =>
        isForCustomer(params) && Boolean(params.store.has_whatsapp_sale_access),
    icon: "fa fa-shopping-bag",
    name: _t("Product"),
    onSelected: opensDialog(ProductDialog),
    sequence: 125,
});

/**
 * The product of a quotation's line, to the customer beside whose chat it is made.
 *
 * @param {Object} env
 * @param {{params: {channel_id: number, product_id: number}}} action
 */
async function showProduct(env, {params}) {
    const {dialog, orm, "mail.store": store} = env.services;
    const [thread, product] = await Promise.all([
        store.Thread.getOrFetch({model: "discuss.channel", id: params.channel_id}),
        orm.call("discuss.channel", "whatsapp_product", [
            [params.channel_id],
            params.product_id,
        ]),
    ]);
    dialog.add(ProductDialog, {composer: toRaw(thread.composer), product});
}
registry.category("actions").add("whatsapp_inbox_sale_product", showProduct);
