"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Avatar, cx, Icon, Link, Logo, PlainButton, useTranslations, UserMenu } from "#components";

interface Props {
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly user: { readonly name: string; readonly email: string };
  readonly theme: "light" | "dark" | undefined;
  readonly mayDesign: boolean;
  readonly mayOperate: boolean;
  readonly mayAdminister: boolean;
  readonly children: ReactNode;
}

export function ConsoleFrame({ tenant, user, theme, mayDesign, mayOperate, mayAdminister, children }: Props) {
  const t = useTranslations("run.console");
  const tc = useTranslations("common");
  const tp = useTranslations("run.people");
  const tw = useTranslations("run.webhooks");
  const path = usePathname();
  const rooms = [
    ...(mayOperate
      ? [
          { href: "/console", icon: "activity", label: t("runs"), isOn: path === "/console" || path.startsWith("/console/runs") },
          { href: "/console/health", icon: "gauge", label: t("health"), isOn: path === "/console/health" },
        ]
      : []),
    ...(mayDesign || mayAdminister
      ? [{ href: "/console/webhooks", icon: "webhook", label: tw("title"), isOn: path.startsWith("/console/webhooks") }]
      : []),
    ...(mayAdminister ? [{ href: "/console/people", icon: "users", label: tp("title"), isOn: path === "/console/people" }] : []),
  ];
  return (
    <div className="grid h-dvh min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[48px_minmax(0,1fr)]">
      <header className="flex items-center gap-2 border-b border-line bg-surface pr-2" data-chrome>
        <Link href="/" className="grid h-full w-16 flex-none place-items-center border-r border-line text-accent-text">
          <Logo />
        </Link>
        <span className="ml-2 ellipsis">
          {tenant.name} <span className="text-faint">/</span> <span className="font-semibold">{t("title")}</span>
        </span>
        <span className="flex-1" />
        <UserMenu
          user={user}
          theme={theme}
          placement="bottom end"
          trigger={
            <PlainButton aria-label={user.name} className="grid size-8 place-items-center rounded-md data-hovered:bg-surface-hover">
              <Avatar name={user.name} />
            </PlainButton>
          }
        />
      </header>
      <div className="flex min-h-0 max-sm:flex-col">
        <nav
          aria-label={t("title")}
          className="flex w-16 flex-none flex-col items-center gap-1 border-r border-line bg-surface-sunken py-2 max-sm:order-last max-sm:w-full max-sm:flex-row max-sm:justify-center max-sm:border-t max-sm:border-r-0 max-sm:py-1"
        >
          {[...rooms, ...(mayDesign ? [{ href: "/studio", icon: "pencil", label: tc("studio"), isOn: false }] : [])].map((room) => (
            <Link
              key={room.href}
              href={room.href}
              {...(room.isOn ? { "aria-current": "page" as const } : {})}
              className={cx(
                "flex h-12 w-14 flex-col items-center justify-center gap-0.5 rounded-md text-xs",
                room.isOn ? "bg-accent-soft-strong font-medium text-accent-text" : "text-muted hover:bg-surface-hover",
              )}
            >
              <Icon name={room.icon} />
              {room.label}
            </Link>
          ))}
        </nav>
        <main id="content" className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto bg-canvas">
          {children}
        </main>
      </div>
    </div>
  );
}
