// The headings of the navigation that a person opened are kept in a cookie, so that the next page comes with them open.
(() => {
  "use strict";
  const kept = () => new Set((document.cookie.match(/(?:^|; )dure_menu=([\d.]*)/)?.[1] ?? "").split(".").filter(Boolean));
  const keep = (number, open) => {
    const all = kept();
    if (open) all.add(number); else all.delete(number);
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `dure_menu=${[...all].join(".")}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  };
  // A key on a summary is a click too. It is kept before the heading opens: the next page may be asked for at once.
  document.addEventListener("click", (event) => {
    const part = event.target.closest("details.places > summary")?.parentElement;
    if (!part) return;
    const number = part.dataset.part;
    keep(number, !part.open);
    for (const same of document.querySelectorAll(`details.places[data-part="${number}"]`)) if (same !== part) same.open = !part.open;
  });
})();
