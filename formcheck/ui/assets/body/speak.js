/* Reads a question aloud once, and stops when the person leaves its page. */
function showComponent(component) {
  const { text, n, voice } = component.data || {};
  const root = component.parentElement.querySelector(".speak");
  if (!root) return undefined;
  if (voice?.on && text && root.dataset.said !== String(n)) {
    root.dataset.said = String(n);
    root.voice?.close();
    root.voice = new Voice(document.createElement("span"), root); // the question stands on the page
    root.voice.begin(voice);
    root.voice.say(text, true);
  }
  return () => root.voice?.close();
}
