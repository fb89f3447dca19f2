// <dialog> by data-opens="#id" / data-closes; menus close on a click elsewhere; toasts with undo; forms not sent twice.
(() => {
  "use strict";
  const csrf = () => document.querySelector("meta[name=csrf-token]")?.content || "";

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      document.querySelector(opener.dataset.opens)?.showModal();
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    // A click on the backdrop has the dialog itself as its target.
    if (event.target instanceof HTMLDialogElement) event.target.close();
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    const shut = event.target.closest(".toast [data-shut]");
    if (shut) shut.closest(".toast").remove();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  });

  // A dialog whose content htmx fetched opens by itself, and closes when the server says that it is done.
  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.target.closest?.("dialog");
    if (dialog && !dialog.open && event.target.childElementCount) dialog.showModal();
  });
  document.addEventListener("dure:done", () => { for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close(); });

  const toast = ({ text, kind = "success", undo = "" }) => {
    const template = document.getElementById("toast-template");
    const box = document.getElementById("toasts");
    if (!template || !box) return;
    const node = template.content.firstElementChild.cloneNode(true);
    node.classList.add(kind);
    node.querySelector(".text").textContent = text;
    const form = node.querySelector("form");
    if (undo) { form.action = undo; form.querySelector("input").value = csrf(); } else form.remove();
    box.append(node);
    leave(node);
  };
  const leave = (node) => {
    if (node.classList.contains("error")) return;
    let timer = setTimeout(() => node.remove(), node.querySelector("form") ? 10000 : 5000);
    node.addEventListener("pointerenter", () => clearTimeout(timer));
    node.addEventListener("pointerleave", () => { timer = setTimeout(() => node.remove(), 3000); });
  };
  document.addEventListener("dure:toast", (event) => toast(event.detail));
  document.addEventListener("DOMContentLoaded", () => { for (const node of document.querySelectorAll("#toasts .toast")) leave(node); });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || form.target === "_blank") return;
    // After this turn: a button that is disabled now would not say that it was the one, and others may stop the sending.
    setTimeout(() => { if (!event.defaultPrevented) hold(form); });
  });
  // A form is sent once: its buttons rest until the answer is there, or the person comes back to the page as it was.
  const buttons = (form) => [...form.elements].filter((one) => one.type === "submit" || one.type === "image");
  const hold = (form) => {
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    for (const one of buttons(form)) if (!one.disabled) { one.disabled = true; one.dataset.held = ""; }
    // A download leaves the page as it is, and nothing tells that it has come.
    setTimeout(() => free(form), 20000);
  };
  const free = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    for (const one of buttons(form)) if ("held" in one.dataset) { one.disabled = false; delete one.dataset.held; }
  };
  const freeAll = () => { for (const form of document.querySelectorAll("form[data-sent]")) free(form); };
  window.addEventListener("pageshow", (event) => { if (event.persisted) freeAll(); });
  // A form that only asks for a look at what it would do isn't sent by that.
  const sender = (event) => {
    const { elt, requestConfig } = event.detail;
    return elt instanceof HTMLFormElement && requestConfig?.verb === "post" && requestConfig.triggeringEvent?.type === "submit" ? elt : null;
  };
  document.addEventListener("htmx:beforeRequest", (event) => { const form = sender(event); if (form) hold(form); });
  document.addEventListener("htmx:afterRequest", (event) => { const form = sender(event); if (form) free(form); });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-submits]")) event.target.form.requestSubmit(); });
  document.addEventListener("change", (event) => { const all = event.target.closest("[data-checks]"); if (all) for (const box of all.form.elements) if (box.name === all.dataset.checks) box.checked = all.checked; });
  // A page is not loaded anew under a way back that somebody may be about to take.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const undoable = () => document.querySelector("#toasts form");
    if (event.detail.xhr.getResponseHeader("HX-Refresh") !== "true" || !undoable()) return;
    event.preventDefault();
    setInterval(() => { if (!undoable()) location.reload(); }, 500);
  });
  // Without an answer the person must know that nothing was done.
  document.addEventListener("htmx:sendError", () => toast({ text: document.body.dataset.noServer, kind: "error" }));
})();
