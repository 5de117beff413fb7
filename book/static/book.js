// A box that scrolls sideways must be reachable by keyboard. The theme sees to code; this sees to
// formulas and tables, which scroll on a phone and not on a wide screen.
const scrollables = ".formula, .table-scroll";

function markScrollables() {
  for (const box of document.querySelectorAll(scrollables)) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

window.addEventListener("load", markScrollables);
window.addEventListener("resize", markScrollables);
document.addEventListener("toggle", markScrollables, true); // a folded cell opens
