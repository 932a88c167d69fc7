/* A camera that the test controls. Its frames have one shade, and no two frames are equal, as with a real
   camera, unless it hangs. */
{
  const GREY = 128;
  const TILE_PX = 128;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext("2d");
  const camera = (window.camera = { shade: GREY, hangs: false });
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
    context.fillStyle = `rgb(${camera.shade} ${camera.shade} ${camera.shade})`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(noise, -TILE_PX * Math.random(), -TILE_PX * Math.random());
  }

  setInterval(paint, 40);
  if (navigator.mediaDevices) {
    navigator.mediaDevices.getUserMedia = async () => {
      paint();
      return canvas.captureStream(25);
    };
  }
}
