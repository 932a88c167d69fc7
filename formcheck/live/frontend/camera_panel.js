/* What the page shows and notes of the camera: what is wrong with it, and which ones there are. */
class CameraPanel {
  constructor(video, { find, problems, line, onPicture }) {
    this.find = find;
    this.problems = problems;
    this.line = line;
    this.onPicture = onPicture;
    this.noted = false;
    this.camera = new Camera(video, {
      onTrouble: (what) => this.trouble(what),
      onStream: () => this.listCameras(),
      onPicture: () => this.picture(),
    });
  }

  open(data) {
    this.data = data;
    this.camera.open(data.sample ? { sample: data.sample } : {});
  }

  choose(device) {
    this.camera.open({ device });
  }

  tryAgain() {
    // Said anew if it fails anew, so that whoever pressed the button hears that it did something.
    this.problems.show("camera", this.data.texts.camera_starting, { again: true });
    this.camera.open(this.camera.wanted);
  }

  trouble(what) {
    const { texts, sample } = this.data;
    if (["lost", "stalled"].includes(what) && !this.noted) {
      this.noted = true;
      this.line.ask({ do: "note", what: "camera_lost" });
    }
    const other = what !== "lost" && !sample && Boolean(texts.use_sample);
    this.problems.show("camera", texts.camera_troubles[what], { say: true, again: true, sample: other });
  }

  picture() {
    this.problems.clear("camera");
    if (this.noted) this.line.ask({ do: "note", what: "camera_back" });
    this.noted = false;
    this.onPicture();
  }

  /* Nobody has seen the page for long: the camera goes off, and that is there to read afterwards. */
  hiddenLong() {
    if (this.data?.sample || this.camera.closed) return;
    this.camera.switchOff("hidden");
    this.problems.show("camera", this.data.texts.camera_off);
  }

  async listCameras() {
    const devices = await this.camera.list();
    const choice = this.find("cameras");
    choice.hidden = devices.length < 2;
    choice.replaceChildren(...devices.map((device, index) => {
      const option = document.createElement("option");
      option.value = device.deviceId;
      option.textContent = device.label || `${this.data.texts.camera} ${index + 1}`;
      return option;
    }));
    const current = this.camera.stream?.getVideoTracks()[0]?.getSettings().deviceId;
    if (current) choice.value = current;
  }
}
