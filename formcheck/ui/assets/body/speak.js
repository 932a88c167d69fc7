/* Reads a question aloud, once. */
function showPiece(component) {
  const { text, on, rate, n } = component.data || {};
  const root = component.parentElement.querySelector(".speak");
  if (!root || root.dataset.said === String(n)) return;
  root.dataset.said = String(n);
  if (!on || !text || !("speechSynthesis" in window)) return;
  const voice = new Voice(root, root);
  voice.rate = rate;
  voice.say(text, true);
}
