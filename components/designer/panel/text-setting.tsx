"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Text } from "#metadata";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** The same text in both languages: that of the page first. A text that is one string for all becomes one per language when either is typed. */
export function TextSetting(props: {
  readonly label: string;
  readonly value: Text | undefined;
  readonly onChange: (value: Text | undefined) => void;
  readonly long?: boolean;
  readonly isReadOnly?: boolean;
  readonly help?: string | undefined;
  readonly autoFocus?: boolean;
}) {
  const t = useTranslations("studio.panel");
  const locale = useLocale();
  const { value } = props;
  const parts = typeof value === "string" ? { en: value, zh: value } : { en: value?.en ?? "", zh: value?.zh ?? "" };
  const order = locale === "zh" ? (["zh", "en"] as const) : (["en", "zh"] as const);
  const set = (language: "en" | "zh", text: string): void => {
    const next = { ...parts, [language]: text };
    const kept = Object.fromEntries(Object.entries(next).filter(([, each]) => each !== ""));
    props.onChange(Object.keys(kept).length === 0 ? undefined : (kept as Text));
  };
  return order.map((language, at) => {
    const label = at === 0 ? props.label : t(language === "zh" ? "chinese" : "english");
    const shared = {
      labelAt: "start" as const,
      size: "sm" as const,
      label,
      value: parts[language],
      onChange: (text: string) => set(language, text),
      isReadOnly: props.isReadOnly,
      help: at === 1 ? props.help : undefined,
    };
    return props.long ? (
      <TextArea key={language} {...shared} rows={2} />
    ) : (
      <TextField
        key={language}
        {...shared}
        autoFocus={at === 0 && props.autoFocus === true}
        after={<span className="text-sm text-faint">{language.toUpperCase()}</span>}
      />
    );
  });
}
