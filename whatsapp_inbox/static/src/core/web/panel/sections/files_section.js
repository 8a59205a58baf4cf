import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";

import {Component, onWillUpdateProps} from "@odoo/owl";

import {useFileViewer} from "@web/core/file_viewer/file_viewer_hook";
import {download} from "@web/core/network/download";
import {useService} from "@web/core/utils/hooks";

const TILES = 6;
const LINES = 4;

/**
 * The newest files of both sides; the gallery has all of them.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_files`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class FilesSection extends Component {
    static template = "whatsapp_inbox.FilesSection";
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.fileViewer = useFileViewer();
        this.store = useService("mail.store");
        this.insert(this.props.data);
        onWillUpdateProps(({data}) => this.insert(data));
    }

    insert({documents, media}) {
        this.media = this.files(media).slice(0, TILES);
        this.documents = this.files(documents).slice(0, LINES);
    }

    files({rows, store_data: data}) {
        this.store.insert(data);
        return rows.map(({attachment}) =>
            this.store["ir.attachment"].insert(attachment)
        );
    }

    open(file, files) {
        if (file.isViewable) {
            this.fileViewer.open(file, files);
        } else {
            download({data: {}, url: file.downloadUrl});
        }
    }
}
panelSections.add("files", FilesSection);
