// Moments as the clock of the plant shows them, and the marks of a time ruler.

export const MINUTE = 60_000, HOUR = 3_600_000, DAY = 86_400_000;
const STEPS = [5, 15, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * MINUTE);
const MARK_PX = 46, DAY_PX = 76;

export class Clock {
  constructor(zone, language) {
    const figures = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
    this.reader = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...figures });
    this.namer = new Intl.DateTimeFormat(language, { timeZone: zone, month: "numeric", day: "numeric", weekday: "short" });
    this.offsets = new Map();
    this.names = new Map();
  }

  // Zones change their offset at full hours only.
  offset(ms) {
    const hour = Math.floor(ms / HOUR);
    let found = this.offsets.get(hour);
    if (found === undefined) {
      const part = Object.fromEntries(this.reader.formatToParts(hour * HOUR).map(({ type, value }) => [type, Number(value)]));
      found = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - hour * HOUR;
      this.offsets.set(hour, found);
    }
    return found;
  }

  local(ms) { return ms + this.offset(ms); }
  moment(local) {
    const first = local - this.offset(local);
    return local - this.offset(first);
  }
  midnight(ms) { return this.moment(Math.floor(this.local(ms) / DAY) * DAY); }
  nextMidnight(ms) { return this.moment((Math.floor(this.local(ms) / DAY) + 1) * DAY); }

  time(ms) { return new Date(this.local(ms)).toISOString().slice(11, 16); }
  day(ms) {
    const key = Math.floor(this.local(ms) / DAY);
    if (!this.names.has(key)) this.names.set(key, this.namer.format(ms));
    return this.names.get(key);
  }
  // The day of the end is said where it is another one.
  span(from, to) { return `${this.full(from)} – ${this.day(from) === this.day(to) ? this.time(to) : this.full(to)}`; }
  full(ms) { return `${this.day(ms)} ${this.time(ms)}`; }

  // What <input type="datetime-local"> holds, and back; NaN for what is no moment.
  field(ms) { return new Date(this.local(ms)).toISOString().slice(0, 16); }
  read(text) { return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? this.moment(Date.parse(`${text.slice(0, 16)}Z`)) : NaN; }
}

// Days and the marks within them that a scale (px per ms) has room for: {days: [{at, label}], marks: [{at, label}]}.
export const ruler = (clock, from, to, scale) => {
  const days = [], marks = [], step = STEPS.find((one) => one * scale >= MARK_PX);
  const every = Math.max(1, Math.ceil(DAY_PX / (DAY * scale)));
  for (let at = clock.midnight(from); at < to; at = clock.nextMidnight(at)) {
    const number = Math.floor(clock.local(at) / DAY);
    days.push({ at, label: number % every ? "" : clock.day(at) });
    if (!step) continue;
    const next = clock.nextMidnight(at);
    for (let mark = at + step; mark < next; mark += step) if (mark > from - step && mark < to) marks.push({ at: mark, label: clock.time(mark) });
  }
  return { days, marks };
};
