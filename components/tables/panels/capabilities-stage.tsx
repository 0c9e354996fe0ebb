"use client";
import { useMemo, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Capability, Json } from "#metadata";
import { listsIn } from "../../conditions/say-logic.ts";
import { nameFrom } from "../../designer/name.ts";
import { useText } from "../../i18n/index.ts";
import { cx } from "../../ui/cx.ts";
import { SearchField } from "../../ui/search-field.tsx";
import { moneyText } from "../cell-text.ts";
import { CapabilityPanel } from "./capability-panel.tsx";
import { PartSelect } from "./part-select.tsx";
import { capabilityFacts, saidOf } from "./routing-commands.ts";
import type { RoutingForm } from "./use-routing.ts";

const said = (capability: Capability): string =>
  [...(capability.countries ?? []), ...(capability.currencies ?? []), ...(capability.channels ?? []), ...(capability.offers ?? [])].join(
    " ",
  );

/** What each option can be used for at all: which inputs are held against it, and a line per option. */
export function CapabilitiesStage({ form }: { readonly form: RoutingForm }) {
  const { routing, columns, options, labelOf, set } = form;
  const t = useTranslations("studio.routing");
  const text = useText();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<string>();
  const wanted = query.trim().toLowerCase();
  const shown = useMemo(
    () =>
      options.filter((id) => {
        const label = labelOf(id);
        const pinyin = nameFrom(label, [], "").replaceAll("_", "");
        return wanted === "" || `${label} ${id} ${pinyin} ${said(routing.capabilities?.[id] ?? {})}`.toLowerCase().includes(wanted);
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- labels follow the options
    [options, routing.capabilities, wanted],
  );
  const selected = chosen !== undefined && options.includes(chosen) ? chosen : undefined;
  const optionWord = (fact: "channel" | "needs", id: string): string => {
    const column = columns.find((each) => each.id === routing.facts?.[fact]);
    return text(column?.options.find((each) => each.id === id)?.label, id);
  };
  return (
    <div className={cx("grid h-full min-h-0", selected !== undefined && "grid-cols-[minmax(0,1fr)_var(--panel)]")}>
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="grid flex-none grid-cols-2 items-start gap-3 border-b border-line px-4 py-3 lg:grid-cols-5">
          {capabilityFacts.map((fact) => (
            <PartSelect
              key={fact}
              part={fact}
              columns={columns}
              value={routing.facts?.[fact]}
              onChange={(id) => {
                const { [fact]: _old, ...rest } = routing.facts ?? {};
                const next = id === undefined ? rest : { ...rest, [fact]: id };
                set(["facts"], Object.keys(next).length === 0 ? undefined : next);
              }}
            />
          ))}
        </div>
        <div className="flex h-12 flex-none items-center gap-3 px-4">
          <SearchField label={t("findOption")} value={query} onChange={setQuery} className="w-64" />
          <span className="num text-sm text-muted">{t("shownOf", { shown: shown.length, count: options.length })}</span>
          <span className="ellipsis flex-1 text-right text-sm text-muted">{t("capabilityHelp")}</span>
        </div>
        <div className="min-h-0 flex-1 overflow-auto border-t border-line">
          <table className="w-full table-fixed border-collapse">
            <thead className="sticky top-0 z-10 bg-surface-sunken">
              <tr className="h-8 text-left text-sm text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:font-medium">
                <th className="w-[22%] !pl-4">{t("option")}</th>
                <th>{t("countries")}</th>
                <th>{t("currencies")}</th>
                <th>{t("channels")}</th>
                <th>{t("limits")}</th>
                <th>{t("offers")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((id) => {
                const capability: Capability = routing.capabilities?.[id] ?? {};
                const isOn = selected === id;
                return (
                  <tr
                    key={id}
                    className={cx(
                      "h-9 [&>td]:border-b [&>td]:border-line [&>td]:px-2",
                      isOn ? "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-surface-hover",
                    )}
                    onClick={() => setChosen(id)}
                  >
                    <th scope="row" className="border-b border-line pr-2 pl-4 text-left font-medium">
                      <button
                        type="button"
                        aria-pressed={isOn}
                        className="ellipsis block h-9 w-full rounded-sm text-left outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus"
                        onClick={(event) => {
                          event.stopPropagation();
                          setChosen(isOn ? undefined : id);
                        }}
                        onKeyDown={(event) => event.key === "Escape" && setChosen(undefined)}
                      >
                        {labelOf(id)}
                      </button>
                    </th>
                    <Codes all={capability.countries} any={t("anyOne")} />
                    <Codes all={capability.currencies} any={t("anyOne")} />
                    <Codes all={capability.channels?.map((each) => optionWord("channel", each))} any={t("anyOne")} />
                    <Codes
                      all={
                        capability.limits &&
                        Object.entries(capability.limits).map(([currency, { min, max }]) =>
                          min !== undefined && max !== undefined
                            ? `${moneyText(min, currency)} – ${moneyText(max, currency)}`
                            : min !== undefined
                              ? `≥ ${moneyText(min, currency)}`
                              : max !== undefined
                                ? `≤ ${moneyText(max, currency)}`
                                : currency,
                        )
                      }
                      any={t("anyOne")}
                      most={1}
                    />
                    <Codes all={capability.offers?.map((each) => optionWord("needs", each))} any="–" />
                  </tr>
                );
              })}
            </tbody>
          </table>
          {shown.length === 0 ? <p className="px-4 py-3 text-muted">{t(options.length === 0 ? "noOptions" : "noneFits")}</p> : null}
        </div>
      </div>
      {selected === undefined ? null : (
        <CapabilityPanel
          key={selected}
          form={form}
          option={selected}
          onChange={(next) => {
            const { [selected]: _old, ...rest } = routing.capabilities ?? {};
            const kept = saidOf(next);
            const all = kept === undefined ? rest : { ...routing.capabilities, [selected]: kept };
            set(["capabilities"], Object.keys(all).length === 0 ? undefined : (all as unknown as Json));
          }}
          onClose={() => setChosen(undefined)}
        />
      )}
    </div>
  );
}

/** The first of a list, and how many more; what is left out is not limited. */
function Codes(props: { readonly all: readonly string[] | undefined; readonly any: string; readonly most?: number }) {
  const { all, most = 3 } = props;
  const list = listsIn(useLocale());
  if (all === undefined) return <td className="text-faint">{props.any}</td>;
  return (
    <td title={list(all, "items")}>
      <span className="num flex min-w-0 items-center gap-1.5">
        <span className="ellipsis">{list(all.slice(0, most), "items")}</span>
        {all.length > most ? <span className="flex-none text-sm text-muted">+{all.length - most}</span> : null}
      </span>
    </td>
  );
}
