// Fields that are scanned into: by a scanner that types, or by the camera where the browser reads bar codes.
(() => {
  "use strict";
  const field = document.querySelector("[data-scan-field]");
  if (!field) return;
  const form = field.closest("[data-scan]");

  // Scanners send the separator of GS1 codes as Ctrl+], which types nothing.
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey && (event.key === "]" || event.code === "BracketRight")) {
      event.preventDefault();
      field.setRangeText("\u001d", field.selectionStart, field.selectionEnd, "end");
    }
  });

  // A scan while nothing has the cursor still arrives; "/" and "?" stay the page's own keys.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || "/? ".includes(event.key)) return;
    if (event.target.closest("input, textarea, select, button, a, dialog, [contenteditable]")) return;
    field.focus();
  });

  const button = form.querySelector("[data-camera]");
  const dialog = form.querySelector("[data-camera-dialog]");
  if (!button || !dialog || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const picture = dialog.querySelector("[data-camera-picture]");
  const refused = dialog.querySelector("[data-camera-refused]");
  const wanted = ["qr_code", "code_128", "code_39", "ean_13", "ean_8", "upc_a", "itf", "data_matrix"];
  let stream = null;

  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    picture.srcObject = null;
  };
  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(picture).catch(() => []);
    if (!found) { requestAnimationFrame(() => look(detector)); return; }
    if (navigator.vibrate) navigator.vibrate(60);
    field.value = found.rawValue;
    dialog.close();
    form.requestSubmit();
  };
  const open = async () => {
    refused.hidden = true;
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      picture.srcObject = stream;
      await picture.play();
      const known = await window.BarcodeDetector.getSupportedFormats();
      look(new window.BarcodeDetector({ formats: wanted.filter((format) => known.includes(format)) }));
    } catch {
      refused.hidden = false;
    }
  };
  dialog.addEventListener("close", stop);
  button.addEventListener("click", open);
  button.hidden = false;
})();
