"use client";
import type { ReactNode } from "react";
import { Icon, keepPreference, Logo, useLocale, useTranslations, cx } from "#components";

/** Brand and form on one side, the armature on the other. */
export function SignInFrame({ tenant, children }: { readonly tenant: string | undefined; readonly children: ReactNode }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const choose = (to: "zh" | "en") => {
    keepPreference("locale", to);
    location.reload();
  };
  return (
    <div className="grid min-h-dvh md:grid-cols-2">
      <main className="flex flex-col bg-surface px-4 py-6 sm:px-10 sm:py-8">
        <div className="flex items-center gap-2.5 text-lg font-semibold">
          {tenant === undefined ? (
            <>
              <span className="text-accent-text">
                <Logo size={28} />
              </span>
              Armature
            </>
          ) : (
            <>
              <span aria-hidden="true" className="grid size-8 place-items-center rounded-md bg-accent text-[15px] text-on-accent">
                {tileLetter(tenant)}
              </span>
              {tenant}
            </>
          )}
        </div>
        <div className="m-auto w-full max-w-[360px] py-8">{children}</div>
        <footer className="flex items-center gap-4 text-sm text-muted">
          <Icon name="globe" size={14} />
          {(["en", "zh"] as const).map((each) => (
            <button
              key={each}
              type="button"
              lang={each === "zh" ? "zh-CN" : "en"}
              aria-pressed={locale === each}
              onClick={() => choose(each)}
              className={cx("min-h-6 min-w-6 max-sm:min-h-11", locale === each ? "font-medium text-ink" : "hover:text-ink")}
            >
              {each === "zh" ? "中文" : "English"}
            </button>
          ))}
        </footer>
      </main>
      <aside className="relative flex items-center justify-center overflow-hidden border-l border-line bg-canvas max-md:hidden">
        <Drawing />
        <div className="absolute bottom-8 left-12 flex items-center gap-2 text-sm text-muted">
          <span className="text-ink">
            <Logo size={20} />
          </span>
          {t("builtWith")}
        </div>
      </aside>
    </div>
  );
}

/** "Merchant B" → "B". */
function tileLetter(name: string): string {
  const words = name.trim().split(/[\s-]+/u);
  const last = words.at(-1) ?? name;
  return ([...(words.length > 1 && [...last].length === 1 ? last : name)][0] ?? "?").toUpperCase();
}

/** Form, table, flow and chart hung on one frame. */
function Drawing() {
  const lines = Array.from({ length: 13 }, (_, place) => 20 + place * 50);
  return (
    <svg
      viewBox="0 0 640 640"
      width="640"
      height="640"
      aria-hidden="true"
      className="flex-none"
      fill="none"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <g stroke="var(--border-strong)" opacity=".45">
        {lines.map((at) => (
          <path key={at} d={`M${at} 20V620M20 ${at}H620`} />
        ))}
      </g>
      <path stroke="var(--accent-border)" strokeWidth="1.5" d="M220 220H420M220 220l50 100M420 220l-50 100M220 420H420" />
      <g fill="var(--surface)" stroke="var(--border-strong)">
        <rect x="70" y="120" width="150" height="100" rx="8" />
        <rect x="420" y="120" width="150" height="100" rx="8" />
        <rect x="70" y="420" width="150" height="100" rx="8" />
        <rect x="420" y="420" width="150" height="100" rx="8" />
      </g>
      <g fill="var(--neutral-soft)">
        <rect x="86" y="138" width="70" height="8" rx="4" />
        <rect x="86" y="160" width="118" height="14" rx="3" />
        <rect x="122" y="434" width="46" height="14" rx="4" />
        <rect x="88" y="490" width="46" height="14" rx="4" />
        <rect x="156" y="490" width="46" height="14" rx="4" />
        <rect x="439" y="480" width="16" height="24" rx="2" />
        <rect x="463" y="464" width="16" height="40" rx="2" />
        <rect x="511" y="470" width="16" height="34" rx="2" />
        <rect x="535" y="456" width="16" height="48" rx="2" />
      </g>
      <g fill="var(--accent-soft-strong)">
        <rect x="86" y="184" width="118" height="14" rx="3" />
        <rect x="470" y="170" width="50" height="25" />
        <rect x="122" y="460" width="46" height="14" rx="4" />
        <rect x="487" y="446" width="16" height="58" rx="2" />
      </g>
      <path stroke="var(--border-strong)" d="M420 145h150M420 170h150M420 195h150M470 120v100M520 120v100" />
      <path stroke="var(--accent-border)" strokeWidth="1.5" d="M145 448v12M145 474v6h-34v10M145 480h34v10" />
      <path stroke="var(--accent)" strokeWidth="2" d="M320 220 220 420M320 220l100 200M270 320h100M370 320 220 420" />
      <g fill="var(--surface)" stroke="var(--accent)" strokeWidth="2">
        <circle cx="220" cy="220" r="5" />
        <circle cx="420" cy="220" r="5" />
        <circle cx="320" cy="220" r="11" />
        <circle cx="270" cy="320" r="7" />
        <circle cx="370" cy="320" r="7" />
      </g>
      <g fill="var(--accent)">
        <circle cx="220" cy="420" r="11" />
        <circle cx="420" cy="420" r="11" />
      </g>
    </svg>
  );
}
