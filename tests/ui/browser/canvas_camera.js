/* A camera whose picture is in the test's hands: a shade, or a clip that plays as far as it is told
   (`clipBeforeCamera`: its path, and where it begins). No two pictures are the same, as with a real
   camera, unless it hangs. */
{
  const GREY = 128;
  const TILE_PX = 128;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [480, 270];
  const context = canvas.getContext("2d");
  const video = document.createElement("video");
  video.muted = true;
  const camera = (window.camera = { shade: GREY, hangs: false, showsClip: false, until: 0 });
  const noise = newNoise();

  function newNoise() {
    const wide = document.createElement("canvas");
    [wide.width, wide.height] = [canvas.width + TILE_PX, canvas.height + TILE_PX];
    const pixels = new ImageData(wide.width, wide.height);
    for (let i = 0; i < pixels.data.length; i += 4) {
      pixels.data.fill(256 * Math.random(), i, i + 3);
      pixels.data[i + 3] = 16;
    }
    wide.getContext("2d").putImageData(pixels, 0, 0);
    return wide;
  }

  function paint() {
    if (camera.hangs) {
      context.drawImage(canvas, 0, 0);
      return;
    }
    if (camera.showsClip) context.drawImage(video, 0, 0, canvas.width, canvas.height);
    else {
      context.fillStyle = `rgb(${camera.shade} ${camera.shade} ${camera.shade})`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    if (video.currentTime >= camera.until) video.pause();
    context.drawImage(noise, -TILE_PX * Math.random(), -TILE_PX * Math.random());
  }

  async function load({ path, from }) {
    const answer = await fetch(path);
    video.src = URL.createObjectURL(await answer.blob());
    await new Promise((resolve) => { video.onloadeddata = resolve; });
    camera.until = from;
    video.currentTime = from;
    await new Promise((resolve) => { video.onseeked = resolve; });
    camera.showsClip = true;
  }

  camera.play = (until) => { camera.until = until; video.play(); };
  Object.defineProperty(camera, "time", { get: () => video.currentTime });
  setInterval(paint, 33);
  if (navigator.mediaDevices) {
    navigator.mediaDevices.getUserMedia = async () => {
      if (window.clipBeforeCamera && !video.src) await load(window.clipBeforeCamera);
      paint();
      return canvas.captureStream(30);
    };
  }
}
