/* Reads a question aloud, once. */
export default function (component) {
  const { text, on, rate, n } = component.data || {};
  const root = component.parentElement.querySelector(".speak");
  if (!root || root.dataset.said === String(n)) return;
  root.dataset.said = String(n);
  if (!on || !text || !("speechSynthesis" in window)) return;
  let name = "";
  try { name = window.localStorage.getItem("formcheck.voice") || ""; } catch { /* private windows */ }
  const voices = window.speechSynthesis.getVoices().filter((one) => one.lang.toLowerCase().startsWith("en"));
  const words = new SpeechSynthesisUtterance(text);
  words.rate = rate;
  words.lang = "en";
  words.voice = voices.find((one) => one.name === name) || voices.find((one) => one.localService) || null;
  if (words.voice) words.lang = words.voice.lang;
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(words);
}
