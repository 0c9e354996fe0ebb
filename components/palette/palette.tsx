"use client";
import { useRouter } from "next/navigation";
import { Suspense, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { useTranslations } from "use-intl";
import { byNeed } from "../ui/by-need.ts";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Kbd } from "../ui/kbd.tsx";

const Drawn = byNeed(async () => (await import("./drawn-palette.tsx")).DrawnPalette);

const isMac = (): boolean => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** Opens the palette by ⌘K or Ctrl+K anywhere on the page, and by its button: a field's look in a sidebar, an icon in a bar. */
export function Palette({ look = "field" }: { readonly look?: "field" | "icon" }) {
  const t = useTranslations("run.palette");
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const [cap, setCap] = useState("Ctrl K");
  if (isOpen && !wasOpen) setWasOpen(true);
  useEffect(() => {
    if (isMac()) setCap("⌘K");
    // one of the palettes on a page listens: the one in the sidebar
    if (look !== "field") return;
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [look]);
  return (
    <>
      <Button
        aria-label={t("open")}
        onPress={() => setOpen(true)}
        onHoverStart={() => void Drawn.load()}
        className={cx(
          "flex items-center gap-2 rounded-md text-muted outline-none data-focus-visible:outline-2 data-focus-visible:outline-focus data-hovered:bg-surface-hover",
          look === "field" ? "mb-2 h-8 w-full border border-line bg-surface px-2 text-left max-md:h-11" : "size-11 justify-center",
        )}
      >
        <Icon name="search" />
        {look === "field" ? (
          <>
            <span className="ellipsis flex-1">{t("open")}</span>
            <span className="max-md:hidden">
              <Kbd>{cap}</Kbd>
            </span>
          </>
        ) : null}
      </Button>
      {wasOpen ? (
        <Suspense fallback={null}>
          <Drawn isOpen={isOpen} onClose={() => setOpen(false)} onGo={(href) => router.push(href)} />
        </Suspense>
      ) : null}
    </>
  );
}
