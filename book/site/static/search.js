// The search page shows what stands around a word that was found. Sphinx takes it from the page's
// text, in which each formula stands twice: for the eye, and for screen readers. Here the first goes.

const textOfPage = Search.htmlToText;

Search.htmlToText = (source, anchor) => {
  const page = new DOMParser().parseFromString(source, "text/html");
  for (const formula of page.querySelectorAll(".katex-html")) formula.remove();
  return textOfPage(page.documentElement.outerHTML, anchor);
};

// A page that lies in a folder cannot be asked for its text: the list of pages must do.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
