"use client";
import { useFormatter } from "use-intl";

/** An instant by the clocks of a table's zone, and the zone: "Mar 19, 2026, 2:30 PM · Asia/Shanghai". */
export function useMomentIn(timezone: string | undefined): (at: string, timeStyle?: "short" | "medium") => string {
  const format = useFormatter();
  const timeZone = timezone ?? "UTC";
  return (at, timeStyle = "short") => `${format.dateTime(new Date(at), { dateStyle: "medium", timeStyle, timeZone })} · ${timeZone}`;
}
