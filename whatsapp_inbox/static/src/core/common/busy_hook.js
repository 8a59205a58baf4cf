import {useState} from "@odoo/owl";

/**
 * For buttons that wait for what was pressed.
 *
 * @returns {{isBusy: boolean, during: (act: () => Promise) => Promise}}
 */
export function useBusy() {
    const state = useState({
        isBusy: false,
        async during(act) {
            state.isBusy = true;
            try {
                return await act();
            } finally {
                state.isBusy = false;
            }
        },
    });
    return state;
}
