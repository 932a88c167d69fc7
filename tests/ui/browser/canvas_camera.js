/* A camera that the test controls. Its frames have one shade, or show a film's pictures (`show`, `play`,
   `leave`). No two frames are equal, as with a real camera, unless it hangs. */
{
  const GREY = 128;
  const TILE_PX = 128;
  const LARGEST = [480, 270];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext("2d");
  const camera = (window.camera = { shade: GREY, hangs: false, picture: null, played: null });
  const noise = newNoise();

  function newNoise() {
    const wide = document.createElement("canvas");
    [wide.width, wide.height] = LARGEST.map((size) => size + TILE_PX);
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
    if (camera.picture) context.drawImage(camera.picture, 0, 0);
    else fill();
    context.drawImage(noise, -TILE_PX * Math.random(), -TILE_PX * Math.random());
  }

  function fill() {
    context.fillStyle = `rgb(${camera.shade} ${camera.shade} ${camera.shade})`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }

  /* Show a JPEG (in base64) from now on; the camera takes its size. */
  camera.show = async (jpeg) => {
    const bytes = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    if (canvas.width !== picture.width) [canvas.width, canvas.height] = [picture.width, picture.height];
    camera.picture?.close();
    camera.picture = picture;
  };

  /* Show JPEGs one after the other, and then the last of them; the page may go on meanwhile. */
  camera.play = (jpegs, fps) => {
    camera.played = (async () => {
      const began = performance.now();
      let next = 0;
      while (next < jpegs.length) {
        await camera.show(jpegs[next]);
        const wait_ms = began + (1000 * (next + 1)) / fps - performance.now();
        await new Promise((done) => setTimeout(done, Math.max(wait_ms, 0)));
        const due = Math.floor(((performance.now() - began) * fps) / 1000);
        next = next + 1 < jpegs.length ? Math.min(Math.max(due, next + 1), jpegs.length - 1) : jpegs.length;
      }
    })();
  };

  /* Show nobody, once what is played is over. */
  camera.leave = async (shade) => {
    await camera.played;
    camera.shade = shade;
    camera.picture = null;
  };

  setInterval(paint, 40);
  if (navigator.mediaDevices) {
    navigator.mediaDevices.getUserMedia = async () => {
      paint();
      return canvas.captureStream(25);
    };
  }
}
