"use client";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { IntlProvider, useLocale } from "use-intl";
import { inLocale, type Locale, type Text } from "#metadata";
import { languageTag } from "./locale.ts";
import type { Messages } from "./messages/index.ts";
import type {} from "./types.ts";

/**
 * Language, words and time zone for everything below.
 * `timeZone` is what the browser told last time (cookie `tz`); the first page of a new browser is shown in UTC and corrected at once.
 */
export function Intl(props: {
  readonly locale: Locale;
  readonly messages: Messages;
  readonly timeZone: string;
  /** what the server calls now, so that both sides draw the same */
  readonly now: string;
  readonly children: ReactNode;
}) {
  const [timeZone, setTimeZone] = useState(props.timeZone);
  useEffect(() => {
    const here = new globalThis.Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (here === timeZone) return;
    document.cookie = `tz=${encodeURIComponent(here)}; path=/; max-age=31536000; samesite=lax`;
    setTimeZone(here);
  }, [timeZone]);
  const now = useMemo(() => new Date(props.now), [props.now]);
  return (
    <I18nProvider locale={languageTag[props.locale]}>
      <IntlProvider locale={props.locale} messages={props.messages as never} timeZone={timeZone} now={now}>
        {props.children}
      </IntlProvider>
    </I18nProvider>
  );
}

/** Reads a metadata label in the language of the page. */
export function useText(): (text: Text | undefined, otherwise?: string) => string {
  const locale = useLocale();
  return useMemo(() => (text: Text | undefined, otherwise?: string) => inLocale(text, locale, otherwise), [locale]);
}

/** A label as part of a sentence: English writes it small, unless it is an abbreviation ("New order", "Add POS terminal"). */
export function inSentence(label: string, locale: string): string {
  return locale === "en" && /^\p{Lu}(?!\p{Lu})/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** Reads a metadata label as part of a sentence. */
export function useWords(): (text: Text | undefined, otherwise?: string) => string {
  const locale = useLocale();
  return useMemo(() => (text: Text | undefined, otherwise?: string) => inSentence(inLocale(text, locale, otherwise), locale), [locale]);
}
