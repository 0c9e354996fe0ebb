"use client";
import type { ReactElement } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Menu, type MenuEntry } from "./menu.tsx";

/** Keeps a liking of this browser for a year, then shows the page anew: the server draws by it. */
export function keepPreference(name: "locale" | "theme", value: string | undefined): void {
  document.cookie = `${name}=${value ?? ""}; path=/; max-age=${value === undefined ? 0 : 31_536_000}; samesite=lax`;
}

/** Ends the session of this host. */
export async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  location.assign("/sign-in");
}

/** Language, theme, sign-out. `extra` stands above. */
export function UserMenu(props: {
  readonly user: { readonly name: string; readonly email: string };
  readonly theme: "light" | "dark" | undefined;
  readonly trigger: ReactElement;
  readonly extra?: readonly MenuEntry[];
  readonly onAction?: (id: string) => void;
  readonly placement?: "top start" | "bottom end";
}) {
  const t = useTranslations("common");
  const locale = useLocale();
  return (
    <Menu
      label={props.user.name}
      placement={props.placement ?? "top start"}
      trigger={props.trigger}
      header={
        <div className="border-b border-line px-2 pt-1 pb-2">
          <div className="ellipsis font-medium">{props.user.name}</div>
          <div className="ellipsis text-sm text-muted">{props.user.email}</div>
        </div>
      }
      groups={[
        ...(props.extra === undefined || props.extra.length === 0 ? [] : [{ entries: props.extra }]),
        {
          title: t("language"),
          entries: [
            { id: "locale:zh", label: "中文", isOn: locale === "zh" },
            { id: "locale:en", label: "English", isOn: locale === "en" },
          ],
        },
        {
          title: t("theme"),
          entries: [
            { id: "theme:light", label: t("light"), icon: "sun", isOn: props.theme === "light" },
            { id: "theme:dark", label: t("dark"), icon: "moon", isOn: props.theme === "dark" },
            { id: "theme:system", label: t("system"), icon: "monitor", isOn: props.theme === undefined },
          ],
        },
        { entries: [{ id: "sign-out", label: t("signOut"), icon: "log-out" }] },
      ]}
      onAction={(id) => {
        const [kind, value = ""] = id.split(":");
        if (kind === "locale") {
          keepPreference("locale", value);
          location.reload();
        } else if (kind === "theme") {
          keepPreference("theme", value === "system" ? undefined : value);
          location.reload();
        } else if (id === "sign-out") void signOut();
        else props.onAction?.(id);
      }}
    />
  );
}
