/* What the page shows about the camera: its problems and the list of cameras. The server notes when it is lost. */
class CameraPanel {
  constructor(video, { find, problems, connection, onFrames }) {
    this.find = find;
    this.problems = problems;
    this.connection = connection;
    this.onFrames = onFrames;
    this.noted = false;
    this.camera = new Camera(video, {
      onProblem: (what) => this.showProblem(what),
      onStream: () => this.listCameras(),
      onFrames: () => this.framesBack(),
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
    // If it fails again, the voice says so again: the person hears that the button did something.
    this.problems.show("camera", this.data.texts.camera_starting, { again: true });
    this.camera.open(this.camera.wanted);
  }

  showProblem(what) {
    const { texts, offers_sample: offersSample } = this.data;
    if (["lost", "stalled"].includes(what) && !this.noted) {
      this.noted = true;
      this.connection.send({ do: "note", what: "camera_lost" });
    }
    const sample = offersSample && what !== "lost";
    this.problems.show("camera", texts.camera_problems[what], { say: true, again: true, sample });
  }

  framesBack() {
    this.problems.clear("camera");
    if (this.noted) this.connection.send({ do: "note", what: "camera_back" });
    this.noted = false;
    this.onFrames();
  }

  /* The page was hidden for long: the camera goes off, and the page says so afterwards. */
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
