/** Moments and durations as an operator reads them; moments are UTC, as in the AWS console's histories and in the logs. */

/** `2026-09-02 04:00 UTC` */
export const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `2 September 2026, 04:00 UTC` */
export function longMoment(at: Date): string {
  const date = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `${date}, ${at.toISOString().slice(11, 16)} UTC`;
}

/** `2026-09-02 04:00:15` */
export const second = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

/** `14 s`, `38 min`, `1 h 05 min`, `3 d 4 h` */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
