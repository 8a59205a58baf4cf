import {PickList} from "./pick_list";
import {SendDialog} from "./send_dialog";

import {_t} from "@web/core/l10n/translation";

/** A place: an address of ours or the customer's, or what was pasted. */
export class LocationDialog extends SendDialog {
    static template = "whatsapp_inbox.LocationDialog";
    static components = {...SendDialog.components, PickList};

    setup() {
        super.setup();
        this.load = (term) => this.call("whatsapp_places", term);
        this.pick = ({name, address, latitude, longitude}) =>
            Object.assign(this.state, {name, address, latitude, longitude});
    }

    initialState() {
        return {
            pasted: "",
            pasteProblem: "",
            name: "",
            address: "",
            latitude: "",
            longitude: "",
        };
    }

    get content() {
        const {name, address, latitude, longitude} = this.state;
        return {
            type: "location",
            name,
            address,
            latitude: latitude === "" ? null : Number(latitude),
            longitude: longitude === "" ? null : Number(longitude),
        };
    }

    get emptyText() {
        return _t(
            "No address with coordinates was found. They are in the contact, below “Geolocation” if that app is installed."
        );
    }

    readPasted() {
        this.reading = this.readPlace();
    }

    async readPlace() {
        const text = this.state.pasted.trim();
        this.state.pasteProblem = "";
        if (!text) {
            return;
        }
        try {
            const place = await this.call("whatsapp_read_place", text);
            Object.assign(this.state, {
                latitude: place.latitude,
                longitude: place.longitude,
                name: place.name || this.state.name,
            });
        } catch (error) {
            this.state.pasteProblem = error.data?.message;
        }
    }

    /** Who typed coordinates and clicks on Send is faster than their answer. */
    async send() {
        await this.reading;
        await super.send();
    }

    onPaste() {
        // the field has it after this event
        Promise.resolve().then(() => setTimeout(() => this.readPasted()));
    }
}

/** Asks the customer where they are. */
export class LocationRequestDialog extends SendDialog {
    static template = "whatsapp_inbox.LocationRequestDialog";

    setup() {
        super.setup();
        this.fill();
    }

    initialState() {
        return {text: ""};
    }

    /** In the customer's language. */
    async fill() {
        const text = await this.call("whatsapp_location_question");
        this.state.text ||= text;
    }

    get text() {
        return this.state.text;
    }

    get content() {
        return {type: "location_request"};
    }
}
