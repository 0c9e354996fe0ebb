"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Capability } from "#metadata";
import { countryName } from "#metadata/vocabulary";
import { PickSeveral } from "../../conditions/pick-several.tsx";
import { PanelSection } from "../../designer/panel/panel-section.tsx";
import { useText } from "../../i18n/index.ts";
import { IconButton } from "../../ui/button.tsx";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { countryItems, currencyItems, withHeld } from "./codes.ts";
import { LimitsInput } from "./limits-input.tsx";
import type { RoutingForm } from "./use-routing.ts";

/** What one option can be used for; what is left out is not limited. */
export function CapabilityPanel(props: {
  readonly form: RoutingForm;
  readonly option: string;
  readonly onChange: (capability: Capability) => void;
  readonly onClose: () => void;
}) {
  const { form, option, onChange } = props;
  const t = useTranslations("studio.routing");
  const c = useTranslations("common");
  const locale = useLocale();
  const capability: Capability = form.routing.capabilities?.[option] ?? {};
  const set = (key: keyof Capability, value: readonly string[] | Capability["limits"]): void => onChange({ ...capability, [key]: value });
  return (
    <aside aria-label={form.labelOf(option)} className="min-h-0 overflow-auto border-l border-line bg-surface">
      <div className="flex h-12 items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="ellipsis flex-1 font-semibold">{form.labelOf(option)}</h2>
        <IconButton icon="x" size="sm" label={c("close")} onPress={props.onClose} />
      </div>
      <PanelSection title={t("where")}>
        <PickSeveral
          size="sm"
          label={t("countries")}
          placeholder={t((capability.countries ?? []).length === 0 ? "anyCountry" : "addCountry")}
          items={countryItems(locale)}
          nameOf={(id) => `${id} ${countryName(id, locale)}`}
          value={capability.countries ?? []}
          onChange={(ids) => set("countries", ids)}
        />
        <PickSeveral
          size="sm"
          label={t("currencies")}
          placeholder={t((capability.currencies ?? []).length === 0 ? "anyCurrency" : "addLimit")}
          items={currencyItems(locale)}
          nameOf={(id) => id}
          value={capability.currencies ?? []}
          onChange={(ids) => set("currencies", ids)}
        />
        <Words
          form={form}
          fact="channel"
          label={t("channels")}
          any={t("anyChannel")}
          value={capability.channels ?? []}
          onChange={(ids) => set("channels", ids)}
        />
      </PanelSection>
      <PanelSection title={t("limits")}>
        <p className="text-sm text-muted">{t("limitsHelp")}</p>
        <LimitsInput value={capability.limits ?? {}} onChange={(limits) => set("limits", limits)} />
      </PanelSection>
      <PanelSection title={t("offers")}>
        <p className="text-sm text-muted">{t("offersHelp")}</p>
        <Words
          form={form}
          fact="needs"
          label={t("offers")}
          any={t("nothing")}
          value={capability.offers ?? []}
          onChange={(ids) => set("offers", ids)}
        />
      </PanelSection>
    </aside>
  );
}

/** Words of a closed list where the input has one, else any words. */
function Words(props: {
  readonly form: RoutingForm;
  readonly fact: "channel" | "needs";
  readonly label: string;
  readonly any: string;
  readonly value: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}) {
  const { form, value, onChange } = props;
  const text = useText();
  const t = useTranslations("studio.routing");
  const column = form.columns.find(({ id }) => id === form.routing.facts?.[props.fact]);
  const listed = column?.options ?? [];
  if (listed.length > 0)
    return (
      <TagPicker
        size="sm"
        label={props.label}
        placeholder={props.any}
        items={withHeld(
          listed.map(({ id, label }) => ({ id, label: text(label, id) })),
          value,
        )}
        value={value}
        onChange={onChange}
      />
    );
  return (
    <TextField
      size="sm"
      label={props.label}
      placeholder={props.any}
      help={t("wordsHelp")}
      value={value.join(", ")}
      // what is typed stays as it is typed until a comma ends a word
      onChange={(next) => onChange(next.trim() === "" ? [] : next.split(/[,，、]\s*/u))}
    />
  );
}
