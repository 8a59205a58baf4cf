import {PickList} from "@whatsapp_inbox/core/web/sending/pick_list";
import {SendDialog} from "@whatsapp_inbox/core/web/sending/send_dialog";

/**
 * A product is shown to the customer: its picture, and a text that may be changed.
 *
 * @typedef {Object} Props
 * @property {{id: number, name: string, text: string}} [product] picked already
 */
export class ProductDialog extends SendDialog {
    static template = "whatsapp_inbox_sale.ProductDialog";
    static components = {...SendDialog.components, PickList};
    static props = [...SendDialog.props, "product?"];

    setup() {
        super.setup();
        this.load = (term) => this.call("whatsapp_products", term);
        this.isPicked = ({id}) => this.state.product?.id === id;
        this.pick = (product) =>
            Object.assign(this.state, {product, text: product.text});
    }

    initialState() {
        const {product} = this.props;
        return {product, text: product?.text ?? ""};
    }

    get isShown() {
        return Boolean(this.state.product);
    }

    get content() {
        return {type: "product", product_id: this.state.product?.id};
    }

    get text() {
        return this.state.text;
    }
}
