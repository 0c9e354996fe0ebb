"use client";
import { useEffect, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";

/** The clock, ticking; undefined on the server and in the first render, so that both draw the same. */
export function useNow(everyMs: number): number | undefined {
  const [now, setNow] = useState<number | undefined>();
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Relative under an hour, else the clock, with the day when it is not today; the full instant in the tooltip. */
export function Moment({ at }: { readonly at: string }) {
  const format = useFormatter();
  const t = useTranslations("run.time");
  const now = useNow(30_000);
  const date = new Date(at);
  const full = format.dateTime(date, { dateStyle: "medium", timeStyle: "long" });
  const age = now === undefined ? undefined : now - date.getTime();
  const sameDay =
    now !== undefined && format.dateTime(date, { dateStyle: "short" }) === format.dateTime(new Date(now), { dateStyle: "short" });
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const said =
    age !== undefined && age >= -60_000 && age < 3_600_000
      ? age < 60_000
        ? t("now")
        : t("minutes", { count: Math.floor(age / 60_000) })
      : format.dateTime(date, sameDay ? clock : { month: "short", day: "numeric", ...clock });
  return (
    <time dateTime={at} title={full} className="whitespace-nowrap">
      {said}
    </time>
  );
}
