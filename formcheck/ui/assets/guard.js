// Shows each of our components. If one fails, the page says so in our words. Streamlit would show the
// error itself, with file names and the person's texts.
// The data comes as the only item of a list; see browser_component.py.

export default function (component) {
  try {
    const [data] = component.data;
    return showComponent({ ...component, data });
  } catch (error) {
    console.error(error);
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = COMPONENT_FAILED;
    component.parentElement.replaceChildren(said);
    return undefined;
  }
}
