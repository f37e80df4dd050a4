const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** A duration as people read it: `48 ms`, `1.9 s`, `0:34`, `12:05`, `1:02:05`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 500) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 9950) return `${(milliseconds / SECOND_MS).toFixed(1)} s`;
  return formatClock(milliseconds);
}

/** Minutes and seconds: `0:05`, `12:05`, `1:02:05`. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND_MS));
  const minutes = Math.floor(seconds / MINUTE_S);
  const rest = String(seconds % MINUTE_S).padStart(2, '0');
  if (minutes < MINUTE_S) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / MINUTE_S)}:${String(minutes % MINUTE_S).padStart(2, '0')}:${rest}`;
}

/** How long ago something was: `now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND_MS);
  if (seconds < 1) return 'now';
  if (seconds < MINUTE_S) return `${seconds} s ago`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min ago`;
  if (seconds < 2 * DAY_S) return `${Math.floor(seconds / HOUR_S)} h ago`;
  return `${Math.floor(seconds / DAY_S)} d ago`;
}

/** An estimate in words: `4 s`, `about 40 s`, `about 6 min`. */
export function formatEstimate(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`;
  return `about ${Math.round(seconds / MINUTE_S)} min`;
}

/** The local time of day of an ISO date: `09:41:12`. */
export function formatTimeOfDay(iso: string): string {
  const date = new Date(iso);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** The local day and minute of an ISO date: `2026-11-21 09:41`. */
export function formatDay(iso: string): string {
  const date = new Date(iso);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${day.join('-')} ${formatTimeOfDay(iso).slice(0, 5)}`;
}

const ISO_DATE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Text with every ISO date in it as the local time of day, or day and time where it is not of today. */
export function withLocalTimes(text: string, now = new Date()): string {
  return text.replace(ISO_DATE, (iso) =>
    new Date(iso).toDateString() === now.toDateString() ? formatTimeOfDay(iso) : formatDay(iso),
  );
}
