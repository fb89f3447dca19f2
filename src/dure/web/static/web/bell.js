// The bell in the frame of every page. A part says with data-rings="3 7" what it rings for; each rings once in this
// browser, whatever pages are opened. A browser gives sound only after the first touch.
(() => {
  "use strict";
  const KEY = "dure-rung";
  let speaker = null;
  const tone = (pitch, from) => {
    const source = speaker.createOscillator();
    const volume = speaker.createGain();
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, speaker.currentTime + from);
    volume.gain.exponentialRampToValueAtTime(0.001, speaker.currentTime + from + 0.5);
    source.connect(volume).connect(speaker.destination);
    source.start(speaker.currentTime + from);
    source.stop(speaker.currentTime + from + 0.5);
  };
  const ring = () => {
    if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate([120, 60, 120]);
    if (!navigator.userActivation?.hasBeenActive) return;
    speaker ??= new AudioContext();
    tone(880, 0);
    tone(660, 0.3);
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.closest?.(".bell")) return;
    const now = (event.target.querySelector("[data-rings]")?.dataset.rings ?? "").split(" ").filter(Boolean);
    let rung = [];
    try { rung = JSON.parse(localStorage.getItem(KEY) ?? "[]"); } catch { rung = []; }
    if (now.some((one) => !rung.includes(one))) ring();
    localStorage.setItem(KEY, JSON.stringify(now));
  });
})();
