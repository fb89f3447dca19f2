// A tone and a flash for those who don't look: two rising tones for done, one deep for refused.

let speaker = null;

const tone = (pitch, from, length) => {
  const source = speaker.createOscillator();
  const volume = speaker.createGain();
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0.2, speaker.currentTime + from);
  volume.gain.exponentialRampToValueAtTime(0.001, speaker.currentTime + from + length);
  source.connect(volume).connect(speaker.destination);
  source.start(speaker.currentTime + from);
  source.stop(speaker.currentTime + from + length);
};

export const say = (kind) => {
  document.body.dataset.flash = kind;
  setTimeout(() => { delete document.body.dataset.flash; }, 400);
  navigator.vibrate?.(kind === "good" ? 60 : [120, 60, 120]);
  // A browser gives sound only after the first touch.
  if (!navigator.userActivation?.hasBeenActive) return;
  speaker ??= new AudioContext();
  if (kind === "good") { tone(660, 0, 0.12); tone(880, 0.12, 0.18); } else tone(180, 0, 0.45);
};
