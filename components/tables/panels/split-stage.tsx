"use client";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { nameFrom } from "../../designer/name.ts";
import { orderedIds, placeBefore } from "../../designer/order.ts";
import type { JsonObject } from "../../designer/documents.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { OptionsInOrder } from "./options-in-order.tsx";
import { PartSelect } from "./part-select.tsx";
import { columnsFor, newSplit, sharesOf } from "./routing-commands.ts";
import { Sortable } from "./sortable.tsx";
import { StageFrame } from "./stage-frame.tsx";
import type { RoutingForm } from "./use-routing.ts";

const chart = (at: number): string => `var(--chart-${(at % 8) + 1})`;

/** Customers go to arms by their key; the options of their arm stand first. */
export function SplitStage({ form }: { readonly form: RoutingForm }) {
  const { table, routing, columns, set } = form;
  const t = useTranslations("studio.routing");
  const tp = useTranslations("studio.panel");
  const format = useFormatter();
  const [open, setOpen] = useState<string>();
  const [fresh, setFresh] = useState("");
  const { split } = routing;
  const keys = columnsFor("split", columns);
  if (split === undefined)
    return (
      <EmptyState
        title={t("noSplit")}
        action={
          keys.length === 0 || form.options.length === 0 ? undefined : (
            <Button
              size="sm"
              icon="plus"
              onPress={() =>
                set(
                  ["split"],
                  newSplit(
                    (keys.find(({ name }) => /customer|user|member|gu_ke/.test(name)) ?? keys[0]!).id,
                    form.options,
                  ) as unknown as Json,
                )
              }
            >
              {t("addSplit")}
            </Button>
          )
        }
      >
        {t(keys.length === 0 ? "needs.split" : "splitHelp")}
      </EmptyState>
    );
  const arms = split.arms as unknown as JsonObject;
  const ids = orderedIds(arms);
  const shares = new Map(sharesOf(split).map(({ id, share }) => [id, share]));
  const percent = (id: string): string => format.number(shares.get(id) ?? 0, { style: "percent", maximumFractionDigits: 2 });
  const place = (id: string, before: string | null, arm: JsonObject): void => {
    const orders = placeBefore(
      arms,
      ids.filter((each) => each !== id),
      id,
      before,
    );
    const next: Record<string, Json> = { ...arms, [id]: arm };
    for (const [each, order] of orders) next[each] = { ...(next[each] as JsonObject), order };
    set(["split", "arms"], next);
  };
  const add = (): void => {
    const id = nameFrom(fresh.trim(), ids, "arm");
    place(id, null, { weight: 0, options: [form.options[0] ?? ""] });
    setFresh("");
    setOpen(id);
  };
  return (
    <StageFrame help={t("splitHelp")}>
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
        <PartSelect
          part="split"
          columns={columns}
          value={split.key}
          isRequired
          onChange={(id) => set(["split", "key"], id)}
          help={t("keyHelp")}
        />
        <TextField
          size="sm"
          label={t("salt")}
          help={t("saltHelp")}
          placeholder={table.id}
          value={split.salt ?? ""}
          isMono
          onChange={(salt) => set(["split", "salt"], salt === "" ? undefined : salt)}
        />
      </div>
      <div>
        <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-sm bg-surface-active">
          {ids.map((id, at) => (
            <span key={id} style={{ flexGrow: split.arms[id]!.weight, background: chart(at) }} />
          ))}
        </div>
        <Sortable
          label={t("arms")}
          ids={ids}
          nameOf={(id) => id}
          onMove={(id, before) => place(id, before, arms[id] as JsonObject)}
          className="mt-2 border-t border-line"
        >
          {(id, at) => {
            const arm = split.arms[id]!;
            return (
              <div className="min-w-0">
                <div className="flex min-h-10 min-w-0 items-center gap-2">
                  <span aria-hidden="true" className="size-2.5 flex-none rounded-sm" style={{ background: chart(at) }} />
                  <button
                    type="button"
                    aria-expanded={open === id}
                    aria-label={t("armOptions", { arm: id })}
                    onClick={() => setOpen(open === id ? undefined : id)}
                    className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-sm px-1 text-left hover:bg-surface-hover"
                  >
                    <span className="font-mono text-sm font-medium">{id}</span>
                    <span className="ellipsis text-muted">{arm.options.map((each) => form.labelOf(String(each))).join(" → ")}</span>
                  </button>
                  <NumberField
                    size="sm"
                    className="w-24"
                    label={t("weightOf", { arm: id })}
                    hideLabel
                    value={arm.weight}
                    minValue={0}
                    maxValue={1_000_000_000}
                    step={1}
                    onChange={(weight) => weight !== undefined && set(["split", "arms", id, "weight"], weight)}
                  />
                  <span className="num w-18 flex-none text-right">{percent(id)}</span>
                  <IconButton
                    icon="trash-2"
                    size="sm"
                    label={tp("remove", { name: id })}
                    isDisabled={ids.length === 1}
                    onPress={() => set(["split", "arms", id], undefined)}
                  />
                </div>
                {open === id ? (
                  // what is put in order in here is no move of the arm
                  <div className="max-w-100 pb-3 pl-5" onKeyDown={(event) => event.stopPropagation()}>
                    <OptionsInOrder
                      label={t("armOptions", { arm: id })}
                      addLabel={t("addOption")}
                      all={form.options}
                      labelOf={form.labelOf}
                      value={arm.options.map(String)}
                      onChange={(options) => set(["split", "arms", id, "options"], options)}
                      keepsOne
                    />
                  </div>
                ) : null}
              </div>
            );
          }}
        </Sortable>
      </div>
      <form
        className="flex max-w-100 gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (fresh.trim() !== "") add();
        }}
      >
        <TextField size="sm" className="flex-1" label={t("newArm")} hideLabel placeholder={t("newArm")} value={fresh} onChange={setFresh} />
        <Button size="sm" icon="plus" type="submit" isDisabled={fresh.trim() === ""}>
          {t("addArm")}
        </Button>
      </form>
      <div className="border-t border-line pt-4">
        <Button size="sm" variant="danger" icon="trash-2" onPress={() => set(["split"], undefined)}>
          {t("endSplit")}
        </Button>
      </div>
    </StageFrame>
  );
}
