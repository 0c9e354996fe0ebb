"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { api } from "../data/index.ts";
import { Banner } from "../ui/banner.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/icon.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useTell } from "../render/say.ts";

/** The packages this tenant stands on, as its documents' origins tell. */
export function PackagesRoom() {
  const tell = useTell();
  const t = useTranslations("studio");
  const [origins, setOrigins] = useState<ReadonlyMap<string, number>>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    api<{ documents: readonly { origin: string }[] }>("/metadata").then(
      ({ documents }) => {
        const counts = new Map<string, number>();
        for (const { origin } of documents)
          if (origin.startsWith("package:")) counts.set(origin.slice(8), (counts.get(origin.slice(8)) ?? 0) + 1);
        setOrigins(counts);
      },
      (error: unknown) => setFault(tell(error)),
    );
  }, []);
  return (
    <div className="h-full overflow-auto">
      <div className="flex h-13 items-center px-4">
        <h1 className="text-lg font-semibold">{t("room.packages")}</h1>
      </div>
      {fault === undefined ? null : (
        <Banner tone="danger" title={t("cannotRead")}>
          {fault}
        </Banner>
      )}
      {origins === undefined ? (
        fault === undefined ? (
          <Skeleton rows={3} className="px-4" />
        ) : null
      ) : origins.size === 0 ? (
        <EmptyState title={t("packages.none")}>{t("packages.noneHelp")}</EmptyState>
      ) : (
        <ul className="border-t border-line">
          {[...origins].map(([name, count]) => (
            <li key={name} className="flex min-h-11 items-center gap-3 border-b border-line px-4">
              <Icon name="package" className="text-muted" />
              <span className="font-medium">{name.split("@")[0]}</span>
              <span className="num font-mono text-sm text-faint">{name.split("@")[1]}</span>
              <span className="flex-1" />
              <span className="num text-sm text-muted">{t("packages.documents", { count })}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
