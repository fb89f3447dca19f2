// A tablet that nobody touches logs its person out: <meta name="idle-logout" content="seconds|address">.
(() => {
  "use strict";
  const meta = document.querySelector("meta[name=idle-logout]");
  if (!meta) return;
  const [seconds, url] = meta.content.split("|");
  const token = document.querySelector("meta[name=csrf-token]").content;
  let last = Date.now();
  for (const type of ["pointerdown", "keydown", "scroll"]) document.addEventListener(type, () => { last = Date.now(); }, { passive: true, capture: true });
  setInterval(() => {
    if (Date.now() - last < Number(seconds) * 1000) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    const field = document.createElement("input");
    field.name = "csrfmiddlewaretoken";
    field.value = token;
    form.append(field);
    document.body.append(form);
    form.submit();
    last = Date.now();
  }, 1000);
})();
