(() => { // light or dark, and the sidebar, as Streamlit will have them; gone once the page itself has drawn its wall, or says why not
  const first = document.getElementById("first");
  let kept = [];
  try { kept = Object.entries(localStorage); } catch { } // a browser may keep it from us
  const of = (name) => kept.find(([key]) => key.startsWith(name))?.[1] ?? "";
  const theme = of(`stActiveTheme-${location.pathname}-`), dark = /dark/i.test(theme) || !/light/i.test(theme) && matchMedia("(prefers-color-scheme: dark)").matches;
  const width = of("stSidebarCollapsed-") === "true" ? 0 : parseInt(of("sidebarWidth")) || 240;
  first.className = dark ? "dark" : "light";
  first.style.setProperty("--width", `${width}px`);
  const root = first.attachShadow({ mode: "open" }); // where Streamlit's own styles, as they come, change nothing and cost nothing
  for (const part of ["look", first.className]) root.append(document.getElementById(`first-${part}`).content);
  for (const part of ["look", "light", "dark"]) document.getElementById(`first-${part}`).remove();
  if (!width) root.querySelector("aside").remove();
  new MutationObserver((_, watch) => {
    const main = document.querySelector("[data-testid=stMain]");
    if (!main?.querySelector("a[href] svg, [data-testid=stAlert], [data-testid=stException]")) return;
    watch.disconnect();
    if (first.scrollTop) main.scrollTop = first.scrollTop;
    first.remove();
  }).observe(document.body, { childList: true, subtree: true });
})();
