"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import type { Display } from "../../render/display.ts";

const longest = 100_000;

/** Source text, and JSON written out over lines. */
export const CodeText: Display = ({ field, value, place, noLinks }) => {
  const text = useText();
  const t = useTranslations("run.inputs");
  if (place === "cell" || noLinks) {
    const line = typeof value === "string" ? value.split("\n", 1)[0] : JSON.stringify(value);
    return <code className="font-mono text-sm">{line?.slice(0, 200)}</code>;
  }
  const whole = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <pre
      // it may be wider and longer than its place: reachable by keyboard so that it can be scrolled
      tabIndex={0}
      role="group"
      aria-label={text(field.label, field.name)}
      className="max-h-80 w-full min-w-0 overflow-auto rounded-md border border-line bg-surface-sunken px-3 py-2 font-mono text-sm whitespace-pre"
    >
      <code>{whole.length > longest ? `${whole.slice(0, longest)}\n… ${t("cut")}` : whole}</code>
    </pre>
  );
};
