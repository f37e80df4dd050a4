/** The time of day where Sealab runs: `10:31:02`. */
export function clockTime(at: string | Date): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** The same to the millisecond: `10:31:02.120`. */
export function clockTimeMs(at: string | Date): string {
  return `${clockTime(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`;
}
