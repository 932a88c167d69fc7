/* What a key means during an exercise. Every key stops the exercise except the keys in this table.

   Names: https://www.w3.org/TR/uievents-key. A key that the browser cannot name stops it too: a person
   in pain hits any key. */
const KEYS_WITHOUT_EFFECT = [
  // modifiers and locks
  /^(Alt|AltGraph|Control|Fn|Hyper|Meta|OS|Shift|Super|Symbol)(Left|Right)?$/,
  /^(CapsLock|FnLock|NumLock|ScrollLock|SymbolLock)$/,
  // sound, media, brightness, and the keys beside them that start programs
  /^(Audio|Volume|Media|Microphone|Speech|Brightness|KeyboardBacklight|KeyboardBrightness|Launch)/,
  /^Eject$/,
  // moves between the controls
  /^Tab$/,
];
/* The keys that a focused control handles by itself. */
const KEYS_OF_CONTROLS = { BUTTON: ["Enter", " "], SELECT: ["Enter", " ", "ArrowUp", "ArrowDown"] };

/* "none", "control", "full_screen", "leave_full_screen", "pause" or "stop".

   `asking`: a question is open, so the space bar stops too. */
function keyMeaning(event, { root, fullScreen, asking }) {
  const { key } = event;
  // AltGr counts as Ctrl + Alt on some systems; other combinations are the browser's.
  const combined = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph");
  if (combined || event.metaKey || event.repeat) return "none";
  const name = key === "Unidentified" ? event.code : key;
  if (KEYS_WITHOUT_EFFECT.some((pattern) => pattern.test(name))) return "none";
  const control = event.composedPath()[0]?.closest?.("button, select");
  if (root.contains(control ?? null) && KEYS_OF_CONTROLS[control.tagName].includes(key)) return "control";
  if (key === "F11") return fullScreen.ours ? "full_screen" : "none";
  if (key === "Escape" && fullScreen.takesEscape()) return "leave_full_screen";
  return key === " " && !asking ? "pause" : "stop";
}
