/** Voice messages from the microphone, where the browser allows it. */

const TYPES = [
    "audio/ogg;codecs=opus",
    "audio/webm;codecs=opus", // the server puts it into Ogg
    "audio/mp4",
];

export class Recorder {
    constructor(composer) {
        this.composer = composer;
        this.button = document.getElementById("record");
        this.isPossible = Boolean(
            window.MediaRecorder && navigator.mediaDevices?.getUserMedia
        );
        this.button.hidden = !this.isPossible;
        this.button.addEventListener("click", () => this.toggle());
    }

    async toggle() {
        if (this.recorder) {
            this.recorder.stop();
            return;
        }
        let stream = null;
        try {
            stream = await navigator.mediaDevices.getUserMedia({audio: true});
        } catch {
            this.isPossible = false;
            this.button.hidden = true;
            this.composer.resize();
            return;
        }
        const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
        const chunks = [];
        this.recorder = new MediaRecorder(stream, {mimeType});
        this.recorder.addEventListener("dataavailable", (event) =>
            chunks.push(event.data)
        );
        this.recorder.addEventListener("stop", () => {
            stream.getTracks().forEach((track) => track.stop());
            this.recorder = null;
            this.show(false);
            const type = (mimeType || "audio/webm").replace(";", "; ");
            const ending = type.split(";")[0].split("/")[1];
            this.composer.sendVoice(new File(chunks, `voice.${ending}`, {type}));
        });
        this.recorder.start();
        this.show(true);
    }

    show(isRecording) {
        this.button.classList.toggle("recording", isRecording);
        this.button.setAttribute(
            "aria-label",
            isRecording ? "Stop and send voice message" : "Record voice message"
        );
    }
}
