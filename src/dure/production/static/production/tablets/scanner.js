// Codes come from a scanner that types (ended by Enter), or from the camera where the browser reads bar codes.

const GAP_MS = 500;

export const listen = (found) => {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.altKey || event.metaKey) return;
    // When the key was pressed, however long the page was busy. What lies before a pause belongs to something else.
    const now = event.timeStamp;
    if (now - last > GAP_MS) typed = "";
    last = now;
    if (event.key === "Enter" && typed.length > 2) {
      event.preventDefault();
      found(typed);
      typed = "";
    } else if (event.ctrlKey && event.key === "]") typed += "\u001d";
    else if (event.key.length === 1 && !event.ctrlKey) typed += event.key;
  });
};

export const canSee = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices);

export const look = async (dialog, found) => {
  const picture = dialog.querySelector("video");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const stop = () => { for (const track of stream.getTracks()) track.stop(); picture.srcObject = null; };
  dialog.addEventListener("close", stop, { once: true });
  picture.srcObject = stream;
  dialog.showModal();
  await picture.play();
  const reader = new window.BarcodeDetector({ formats: await window.BarcodeDetector.getSupportedFormats() });
  const step = async () => {
    if (!dialog.open) return;
    const [code] = await reader.detect(picture).catch(() => []);
    if (code) { dialog.close(); found(code.rawValue); } else requestAnimationFrame(step);
  };
  step();
};
