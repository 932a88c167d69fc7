/* Clicking a place on the body; the words beside it do the same and work by keyboard. */
const ORDER = ["back", "buttock", "thigh", "below_knee", "foot"];

function showComponent(component) {
  const root = component.parentElement.querySelector(".body");
  const chosen = ORDER.indexOf(component.data?.site ?? "");
  for (const part of root.querySelectorAll(".part")) {
    const place = ORDER.indexOf(part.dataset.site);
    part.classList.toggle("reached", place <= chosen);
    part.classList.toggle("chosen", place === chosen);
    part.onclick = () => component.setTriggerValue("picked", part.dataset.site);
  }
}
