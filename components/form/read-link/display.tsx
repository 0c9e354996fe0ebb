"use client";
import type { Display } from "../../render/display.ts";
import { useValueText } from "../../render/value.tsx";
import { safeAddress } from "../safe-address.ts";

/** A text that leads somewhere: an address of the web, of a mailbox, of a telephone. */
export const LinkText: Display = ({ field, value, noLinks }) => {
  const said = useValueText()(field, value);
  const href = noLinks ? undefined : addressOf(String(value), field.fieldType.value(field.settings).meta()?.["format"]);
  if (href === undefined) return <span>{said}</span>;
  const isAway = /^https?:/iu.test(href);
  return (
    <a
      href={href}
      className="break-all text-accent-text hover:underline"
      {...(isAway ? { target: "_blank", rel: "noopener noreferrer" } : {})}
    >
      {said.replace(/^https?:\/\//iu, "").replace(/\/$/u, "")}
    </a>
  );
};

function addressOf(text: string, format: unknown): string | undefined {
  if (format === "email") return safeAddress(`mailto:${encodeURI(text)}`);
  if (format === "phone") return safeAddress(`tel:${text.replaceAll(/[^+0-9*#]/gu, "")}`);
  return safeAddress(/^www\./iu.test(text) ? `https://${text}` : text);
}
