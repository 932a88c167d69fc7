/* A page that shows something new starts at its top, with the focus on its heading. */
const WAIT_AT_MOST_MS = 3000;

function showComponent(component) {
  const { heading } = component.data || {};
  const root = component.parentElement.querySelector(".start");
  if (!root || !heading || root.dataset.begun === heading) return;
  root.dataset.begun = heading;
  const until = performance.now() + WAIT_AT_MOST_MS;
  const look = () => {
    const main = document.querySelector('[data-testid="stMain"]');
    const headings = [...(main?.querySelectorAll("h1, h2, h3") ?? [])];
    const found = headings.find((one) => one.textContent.trim() === heading);
    if (found) {
      main.scrollTo(0, 0);
      found.tabIndex = -1;
      found.focus({ preventScroll: true });
    } else if (performance.now() < until) requestAnimationFrame(look);
  };
  look();
}
