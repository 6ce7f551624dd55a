// Puts what the server drew on the page. A plain click on a link is answered by the server without loading the page anew;
// any other click (middle, with a key held) stays the link's own.
const connected = () => document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";

// To another page as "back" does it: the address first, then one run of its page. A trigger would have the page one leaves run up to the switch, which
// then waits 20 ms more. What says that the page stands inside another one is taken along.
const goTo = (link) => {
  const to = new URL(link.href);
  for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith("embed")) to.searchParams.append(name, value);
  history.pushState(null, "", to);
  dispatchEvent(new PopStateEvent("popstate"));
};

export default function ({ data: { drawing, current }, parentElement }) {
  if (parentElement.drawn !== drawing) {
    const focused = parentElement.contains(document.activeElement) ? document.activeElement.id : "";
    parentElement.innerHTML = parentElement.drawn = drawing;
    for (const wide of parentElement.querySelectorAll("[role=region]")) wide.style.overflowX = "auto"; // a form is wider than a phone
    clearInterval(parentElement.ticking);
    const clocks = [...parentElement.querySelectorAll("[data-seconds]")], began = performance.now();
    if (clocks.length) parentElement.ticking = setInterval(() => {
      for (const clock of clocks) {
        const seconds = Number(clock.dataset.seconds) + Math.floor((performance.now() - began) / 1000);
        clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      }
    }, 1000);
    if (focused) document.getElementById(focused)?.focus();
  }
  if (current) for (const link of parentElement.querySelectorAll("a[data-page]"))
    if (link.dataset.page === current) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  parentElement.onclick = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.dataset.leave !== undefined || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (matchMedia("(max-width: 768px)").matches) // there the sidebar lies over the page: it closes, as with Streamlit's own menu
      parentElement.closest("[data-testid=stSidebar]")?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    if (connected()) goTo(link);
  };
  if (!parentElement.querySelector("[data-screen]")) return;
  const page = parentElement.closest("[data-testid=stMainBlockContainer]"); // a meeting's screen needs the room that the empty head takes
  const sidebar = document.querySelector("[data-testid=stSidebar]"); // left over from the page before
  Object.assign(page.style, { paddingTop: "1.25rem", paddingBottom: "0" });
  parentElement.querySelector("[data-screen]").style.minWidth = "760px"; // on a phone it scrolls rather than shrinks
  if (sidebar) sidebar.style.display = "none";
  const turn = (event) => { // a clicker sends PageDown and PageUp
    const key = { PageDown: "ArrowRight", PageUp: "ArrowLeft" }[event.key];
    if (!key || event.target.closest("input, textarea")) return;
    event.preventDefault();
    for (const way of ["keydown", "keyup"])
      document.body.dispatchEvent(new KeyboardEvent(way, { key, code: key, keyCode: key === "ArrowRight" ? 39 : 37, bubbles: true }));
  };
  document.addEventListener("keydown", turn);
  return () => {
    clearInterval(parentElement.ticking);
    document.removeEventListener("keydown", turn);
    Object.assign(page.style, { paddingTop: "", paddingBottom: "" });
    if (sidebar) sidebar.style.display = "";
  };
}
