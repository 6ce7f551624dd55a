// Puts what the server drew on the page. A plain click on a link is answered by the server without loading the page anew;
// any other click (middle, with a key held) stays the link's own.
export default function ({ data, parentElement, setTriggerValue }) {
  if (parentElement.drawn !== data) {
    const focused = parentElement.contains(document.activeElement) ? document.activeElement.id : "";
    parentElement.innerHTML = parentElement.drawn = data;
    for (const wide of parentElement.querySelectorAll("[role=region]")) wide.style.overflowX = "auto"; // a form is wider than a phone
    if (focused) document.getElementById(focused)?.focus();
  }
  parentElement.onclick = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (matchMedia("(max-width: 768px)").matches) // there the sidebar lies over the page: it closes, as with Streamlit's own menu
      parentElement.closest("[data-testid=stSidebar]")?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    setTriggerValue("clicked", link.getAttribute("href"));
  };
}
