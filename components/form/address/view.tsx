"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { countries, countryName } from "#metadata/vocabulary";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { InputFrame } from "../input-frame.tsx";
import type { address } from "./definition.ts";

type Parts = Readonly<Record<string, string>>;
/** From the large to the small in Chinese, the other way round elsewhere: the order in which people say them. */
const order = {
  zh: ["country", "region", "city", "district", "street", "postalCode"],
  en: ["street", "district", "city", "region", "postalCode", "country"],
} as const;

/** An address, part by part. */
export const Address: View<typeof address> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const locale = useLocale();
  const stands: Parts =
    typeof bound.value === "object" && bound.value !== null
      ? (bound.value as Parts)
      : typeof bound.value === "string"
        ? { street: bound.value }
        : {};
  const set = (part: string, text: string) => {
    const { [part]: _before, ...others } = stands;
    const next = text === "" ? others : { ...others, [part]: text };
    bound.onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  const names = useMemo(
    () => countries.map((code) => ({ id: code, label: countryName(code, locale) })).sort((a, b) => a.label.localeCompare(b.label, locale)),
    [locale],
  );
  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {() => (
        <div className="grid grid-cols-2 gap-2 @min-[640px]:grid-cols-3">
          {order[locale.startsWith("zh") ? "zh" : "en"].map((part) =>
            part === "country" ? (
              <ComboBox
                key={part}
                label={t("country")}
                items={names}
                defaultInputValue={stands["country"] === undefined ? "" : countryName(stands["country"], locale)}
                value={stands["country"] ?? null}
                isReadOnly={bound.isReadOnly}
                onChange={(code) => set("country", code ?? "")}
              />
            ) : (
              <TextField
                key={part}
                label={t(part)}
                value={stands[part] ?? ""}
                maxLength={200}
                isReadOnly={bound.isReadOnly}
                autoComplete={hints[part]}
                onChange={(text) => set(part, text)}
                className={part === "street" ? "col-span-2" : undefined}
              />
            ),
          )}
        </div>
      )}
    </InputFrame>
  );
}

const hints: Readonly<Record<string, string>> = {
  region: "address-level1",
  city: "address-level2",
  district: "address-level3",
  street: "street-address",
  postalCode: "postal-code",
};
