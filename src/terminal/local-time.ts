/** A time as this machine's own clock shows it, with its zone: `2027-01-31 03:00 GMT+1`. */
export function localTime(iso: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
    timeZoneName: 'short',
  });
  const part = Object.fromEntries(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  const { weekday, year, month, day, hour, minute, timeZoneName } = part;
  return `${weekday} ${year}-${month}-${day} ${hour}:${minute} ${timeZoneName}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** The same in UTC. */
export const utcTime = (iso: string) => `${DAYS[new Date(iso).getUTCDay()]} ${iso.slice(0, 16).replace('T', ' ')} UTC`;
