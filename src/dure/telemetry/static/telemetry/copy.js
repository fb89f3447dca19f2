// A button with data-copies="#id" copies that element's text. Pages in a plant come by plain http, where browsers
// have no clipboard object: then the text is selected and copied the old way, or left selected to be copied by hand.
(() => {
  "use strict";
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const copy = async (element) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(element.textContent.trim());
      return true;
    }
    select(element);
    return document.execCommand("copy");
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copies);
    const done = await copy(source).catch(() => { select(source); return false; });
    button.classList.toggle("done", done);
  });
})();
