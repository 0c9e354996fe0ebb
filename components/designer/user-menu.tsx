"use client";
import { useTranslations } from "use-intl";
import { Button as AriaButton } from "react-aria-components";
import { useLocale } from "use-intl";
import { Avatar } from "../ui/avatar.tsx";
import { Menu } from "../ui/menu.tsx";
import { useStudio } from "./studio-context.tsx";

const remember = (name: string, value: string): void => {
  document.cookie = `${name}=${value}; path=/; max-age=${value === "" ? 0 : 31_536_000}; samesite=lax`;
};

/** Who, in which language, light or dark, and out. */
export function UserMenu() {
  const t = useTranslations("studio");
  const c = useTranslations("common");
  const locale = useLocale();
  const { visitor, workspace } = useStudio();

  const act = async (id: string): Promise<void> => {
    const [what, value = ""] = id.split(":");
    if (what === "theme") {
      remember("theme", value);
      const dark = value === "" ? matchMedia("(prefers-color-scheme: dark)").matches : value === "dark";
      document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    }
    if (what === "locale") {
      await workspace.flush();
      remember("locale", value);
      location.reload();
    }
    if (what === "out") {
      await workspace.flush();
      await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
      location.assign("/sign-in");
    }
  };
  return (
    <Menu
      label={t("account")}
      placement="bottom end"
      trigger={
        <AriaButton aria-label={t("accountOf", { name: visitor.name })} className="grid size-8 flex-none place-items-center rounded-full">
          <Avatar name={visitor.name} />
        </AriaButton>
      }
      header={
        <div className="border-b border-line px-2 pt-1 pb-2">
          <p className="font-medium">{visitor.name}</p>
          <p className="text-sm text-muted">{visitor.email}</p>
        </div>
      }
      groups={[
        {
          title: c("language"),
          entries: [
            { id: "locale:zh", label: "中文", isOn: locale === "zh" },
            { id: "locale:en", label: "English", isOn: locale === "en" },
          ],
        },
        {
          title: c("theme"),
          entries: [
            { id: "theme:light", label: c("light"), icon: "sun" },
            { id: "theme:dark", label: c("dark"), icon: "moon" },
            { id: "theme:", label: c("system"), icon: "monitor" },
          ],
        },
        {
          entries: [
            { id: "apps", label: c("apps"), icon: "layout-grid", href: "/" },
            { id: "out", label: c("signOut"), icon: "log-out" },
          ],
        },
      ]}
      onAction={(id) => void act(id)}
    />
  );
}
