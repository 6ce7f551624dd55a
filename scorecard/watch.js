// A sign-in that ended elsewhere, or rested too long, leads to the sign-in and back here. From the first moment on: it may end while the page still comes.
if (document.cookie.includes("scorecard_signed_in=1")) {
  let asked = Date.now();
  setInterval(async () => {
    if (document.querySelector("[data-test-connection-state=CONNECTED]") && Date.now() - asked < 5000) return;
    asked = Date.now();
    try {
      const answer = await fetch("session", { cache: "no-store" });
      if (answer.ok && !(await answer.json()).signed_in) location.reload();
    } catch { } // the server is not there: Streamlit says so, and tries again
  }, 3000);
}
