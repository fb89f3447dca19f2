// A picture from a camera is made smaller before it is sent, so that it also goes through a weak network; what the
// camera wrote beside it is gone with that, and the server takes it out once more.
(() => {
  "use strict";
  const shrink = async (input) => {
    const file = input.files[0];
    if (!file || !file.type.startsWith("image/") || !window.createImageBitmap || !window.DataTransfer) return;
    const most = Number(input.dataset.photo);
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
    const canvas = input.parentElement.querySelector("canvas") || document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    if (!blob) return;
    const carrier = new DataTransfer();
    carrier.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    input.files = carrier.files;
    canvas.hidden = false;
  };
  const told = (input) => {
    const word = input.parentElement.querySelector("[data-photo-word]");
    if (word && input.files.length) word.textContent = word.dataset.taken;
  };
  for (const input of document.querySelectorAll("input[type=file][data-photo]")) {
    let work = null;
    input.addEventListener("change", () => {
      told(input);
      // A picture that the browser can't read goes as it is; the server says whether it can be taken.
      const mine = shrink(input).catch(() => undefined).finally(() => { if (work === mine) work = null; });
      work = mine;
    });
    input.form.addEventListener("submit", (event) => {
      if (!work) return;
      event.preventDefault();
      const { submitter } = event;
      // Not before this event is over: until then a form doesn't take another one.
      work.then(() => setTimeout(() => input.form.requestSubmit(submitter || undefined)));
    });
  }
})();
