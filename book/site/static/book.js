// Small helps. The pages work without this file, only less comfortably.

// A box that scrolls must be reachable by keyboard. Which boxes scroll depends on the screen; a box that
// is folded, or too far away to be laid out, is looked at when it has a size.
const sized = new ResizeObserver((entries) => {
  for (const { target: box } of entries) {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1;
    if (scrolls && box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
});

// The header's menus close at Escape and at a click elsewhere.
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (event.key === "Escape") menu.querySelector("summary").focus();
    else if (event.type !== "click" || menu.contains(event.target)) continue;
    menu.open = false;
  }
}

// A button on each piece of code copies it, where the browser lets a page do that.
function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const code of document.querySelectorAll("article .highlight:has(> pre)")) {
    if (code.closest(".cell_output")) continue;
    const button = document.createElement("button");
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.querySelector("pre").innerText);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    code.append(button);
  }
}

// Paper is light.
const root = document.documentElement;
let themeOnScreen;

window.addEventListener("beforeprint", () => {
  themeOnScreen = root.dataset.theme;
  root.dataset.theme = "light";
});
window.addEventListener("afterprint", () => (root.dataset.theme = themeOnScreen));

addCopyButtons();
// A font that comes late makes what a box holds wider, and not the box: look again.
function lookAtBoxes() {
  for (const box of document.querySelectorAll("pre, .formula, .table-scroll, .cell_output .output")) {
    sized.unobserve(box);
    sized.observe(box);
  }
}
lookAtBoxes();
document.fonts.addEventListener("loadingdone", lookAtBoxes);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);

// The search page shows what stands around a word that was found. Sphinx takes it from the page's
// text, in which each formula stands twice: for the eye, and for screen readers. Here the first goes.
if (typeof Search !== "undefined") {
  const textOfPage = Search.htmlToText;
  Search.htmlToText = (source, anchor) => {
    const page = new DOMParser().parseFromString(source, "text/html");
    for (const formula of page.querySelectorAll(".katex-html")) formula.remove();
    return textOfPage(page.documentElement.outerHTML, anchor);
  };
  // A page that lies in a folder cannot be asked for its text: the list of pages must do.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
