// Files that the server makes when they are fetched: tell that this takes a moment, and what went wrong.

const MADE_LINK = "a.ld-save.is-made";
// How long, in ms, a browser may take to store what it was given.
const STORING_TAKES = 60_000;

/** The file behind a link, or the text of what is the matter with it. */
async function fetchMade(link) {
  try {
    const answer = await fetch(link.href, { cache: "no-store" });
    if (answer.ok) return await answer.blob();
    // Only what cannot be made is told in the reader's words.
    return answer.status === 503 ? await answer.text() : link.dataset.failed;
  } catch {
    return link.dataset.failed;
  }
}

/** Give the browser a file to store. */
function handToBrowser(file, name) {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), STORING_TAKES);
}

function tellBeside(link, text) {
  const told = document.createElement("p");
  told.className = "ld-why";
  told.role = "alert";
  told.textContent = text;
  link.after(told);
}

async function saveMade(link) {
  if (link.ariaBusy === "true") return;
  link.ariaBusy = "true";
  link.parentElement.querySelector(".ld-why")?.remove();
  const found = await fetchMade(link);
  link.ariaBusy = null;
  if (found instanceof Blob) handToBrowser(found, link.download);
  else tellBeside(link, found);
}

/** Take over the links of the page that save what is yet to be made. */
export function tellOfSaving() {
  const before = window.localityDashboardSaves;
  if (before) document.removeEventListener("click", before);
  window.localityDashboardSaves = (event) => {
    const link = event.target.closest?.(MADE_LINK);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    saveMade(link);
  };
  document.addEventListener("click", window.localityDashboardSaves);
}
