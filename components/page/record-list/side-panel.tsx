"use client";
import { Link } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { generatePage, highlightsOf, statusField } from "../../render/generate.ts";
import { seenFields, type ShownObject } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { useRecord, useWaiting } from "../../render/record-data.ts";
import { useGrant, useHref, useScope } from "../../render/scope.tsx";
import { useTitleOf, Value } from "../../render/value.tsx";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { buttonLook } from "../../ui/button.tsx";
import { Timeline } from "../activity/view.tsx";
import { StateBar } from "../next-step/state-bar.tsx";
import { AskedBar } from "../next-step/view.tsx";
import { Details } from "../record-details/view.tsx";

/** One record beside the list: what matters, what it waits for, its values, what happened. */
export function SidePanel(props: {
  readonly object: ShownObject;
  readonly id: string;
  /** as the list has it, until the whole record is there */
  readonly known: RecordJson | undefined;
  readonly onClose: () => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly className?: string | undefined;
}) {
  const { object, id } = props;
  const t = useTranslations("run.record");
  const tl = useTranslations("run.list");
  const tc = useTranslations("common");
  const text = useText();
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const grant = useGrant(object.name);
  const { documents } = useScope();
  const asked = useRecord(object, id);
  const record = asked.data ?? props.known;
  const waiting = useWaiting(object, id);
  const seen = seenFields(object, grant);
  const page =
    Object.values(documents.page).find((each) => each.object === object.name && each.byLink !== true) ?? generatePage(object, []);
  const header = Object.values(page.nodes).find((node) => node.component === "record-header");
  const named = (header?.props?.["fields"] as readonly string[] | undefined)?.flatMap((name) =>
    seen.filter((field) => field.name === name),
  );
  const highlights = (named ?? highlightsOf(object, seen)).slice(0, 2);
  const status = statusField(seen);
  const shown = new Set([...highlights.map((field) => field.name), object.titleField?.name, status?.name]);
  const href = hrefOf(object.name, id);
  return (
    <aside aria-label={titleOf(object, record)} className={cx("flex min-h-0 flex-col border-l border-line bg-surface", props.className)}>
      <header className="flex h-14 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="num ellipsis font-semibold">{titleOf(object, record)}</h2>
        {status === undefined ? null : <Value field={status} value={record?.[status.name]} empty="" />}
        <span className="flex-1" />
        <IconButton icon="chevron-up" label={t("previous")} shortcut="↑" size="sm" onPress={() => props.onStep(-1)} />
        <IconButton icon="chevron-down" label={t("next")} shortcut="↓" size="sm" onPress={() => props.onStep(1)} />
        {href === undefined ? null : (
          <Link href={href} aria-label={tl("openFull")} className={buttonLook("ghost", "sm", true)}>
            <Icon name="external-link" />
          </Link>
        )}
        <IconButton icon="x" label={tc("close")} shortcut="Esc" size="sm" onPress={props.onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <dl className="flex border-b border-line px-4 py-3">
          {highlights.map((field, place) => (
            <div key={field.id} className="min-w-0 flex-1">
              <dt className="text-sm text-muted">{text(field.label)}</dt>
              <dd className={cx("flex h-7 items-center", place === 0 && "num text-xl font-semibold")}>
                <Value field={field} value={record?.[field.name]} />
              </dd>
            </div>
          ))}
        </dl>
        {record === undefined || asked.data === undefined ? null : <StateBar object={object} record={asked.data} isPanel />}
        {record === undefined
          ? null
          : (waiting.data ?? []).map((each) => <AskedBar key={each.runId} object={object} record={record} asked={each} isPanel />)}
        <Details object={object} record={record} fields={seen.filter((field) => !shown.has(field.name))} isNarrow />
        <section className="border-t border-line">
          <h3 className="px-4 pt-4 text-base font-semibold">{t("activity")}</h3>
          <Timeline object={object} id={id} />
        </section>
      </div>
    </aside>
  );
}
