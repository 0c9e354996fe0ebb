import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Intl, languageTag, messagesFor } from "#components";
import { currentPreferences } from "./preferences.ts";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = { title: { default: "Armature", template: "%s · Armature" } };
export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" };

/** Before the first paint: the theme the system wishes, when none was chosen. */
const followSystem = `(function(){var d=document.documentElement,m=matchMedia("(prefers-color-scheme: dark)");function s(){if(!/(?:^|; )theme=(light|dark)/.test(document.cookie))d.dataset.theme=m.matches?"dark":"light"}s();m.addEventListener("change",s)})()`;

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const { locale, theme, timeZone } = await currentPreferences();
  return (
    <html lang={languageTag[locale]} data-theme={theme ?? "light"} suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: followSystem }} />
      </head>
      <body>
        <Intl locale={locale} messages={messagesFor(locale, ["run"])} timeZone={timeZone} now={new Date().toISOString()}>
          <Providers>{children}</Providers>
        </Intl>
      </body>
    </html>
  );
}
