// Every piece of ours in the browser is shown through this: when one fails, its place says so in
// our words. Streamlit would show the error itself, with names of files and texts of the person's.

export default function (component) {
  try {
    return showPiece(component);
  } catch (error) {
    console.error(error);
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = PIECE_FAILED;
    component.parentElement.replaceChildren(said);
    return undefined;
  }
}
