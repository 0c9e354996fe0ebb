/** "04:12"; "1:04:12" from an hour on; "00:00" when it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const pad = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  return `${hours > 0 ? `${hours}:` : ""}${pad(Math.floor((seconds % 3_600) / 60))}:${pad(seconds % 60)}`;
}
