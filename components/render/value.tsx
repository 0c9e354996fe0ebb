"use client";
import { useQuery } from "@tanstack/react-query";
import { Suspense, type ReactNode } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { Link } from "react-aria-components";
import { api } from "../data/api.ts";
import { useArrived } from "../data/arrived.ts";
import { keys } from "../data/keys.ts";
import { displayOf } from "../displays.ts";
import { useText } from "../i18n/provider.tsx";
import { asTone, Chip } from "../ui/chip.tsx";
import { listedOptions } from "./object.ts";
import type { ShownField } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { isEmpty } from "./rules.ts";
import { useHref, useObject, useScope } from "./scope.tsx";

/** A value as text in the reader's language and zone, without decoration. */
export function useValueText(): (field: ShownField, value: unknown) => string {
  const locale = useLocale();
  const format = useFormatter();
  const { people } = useScope();
  return (given, value) => {
    if (isEmpty(value)) return "";
    const field = given.like ?? given;
    if (field.fieldType.people !== undefined) {
      const named = field.fieldType.people(value).map((id) => (people !== undefined && Object.hasOwn(people, id) ? people[id] : id));
      return named.join(locale.startsWith("zh") ? "、" : ", ");
    }
    const type = field.fieldType.type(field.settings);
    if (type === "instant" && typeof value === "string") {
      const zone = (field.settings as { timezone?: string }).timezone;
      return format.dateTime(new Date(value), {
        month: "short",
        day: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        ...(new Date(value).getUTCFullYear() === new Date().getUTCFullYear() ? {} : { year: "numeric" }),
        ...(zone === undefined ? {} : { timeZone: zone }),
      });
    }
    try {
      return field.fieldType.toText(value, field.settings, locale);
    } catch {
      return typeof value === "string" ? value : JSON.stringify(value);
    }
  };
}

/** Numbers, money and times stand right in a column. */
export function isRightAligned(given: ShownField): boolean {
  // stars and bars begin where texts do
  if (displayOf(given.readBy) !== undefined) return false;
  const field = given.like ?? given;
  const type = field.fieldType.type(field.settings);
  return type === "number" || type === "decimal" || type === "money";
}

/** A value, drawn: a status as chip, a record as link, a number in figures of one width. */
export function Value(props: {
  readonly field: ShownField;
  readonly value: unknown;
  /** what stands for no value; absent = an en dash */
  readonly empty?: ReactNode;
  /** plain words where a link would be in the way (grid cells) */
  readonly noLinks?: boolean;
  /** one line of a grid or a card; absent: a page */
  readonly place?: "cell" | "page";
  /** the record it stands in: for what is not stored with it */
  readonly recordId?: string | undefined;
}) {
  const { value } = props;
  const field = props.field.like === undefined ? props.field : { ...props.field.like, readBy: props.field.readBy };
  const display = displayOf(field.readBy);
  const empty = isEmpty(value);
  if (empty && display?.evenEmpty !== true) return <span className="text-faint">{props.empty ?? "–"}</span>;
  if (display === undefined) return <Plain {...props} field={field} />;
  return (
    <Suspense fallback={empty ? null : <Plain {...props} field={field} />}>
      <display.Draw field={field} value={value} place={props.place ?? "page"} noLinks={props.noLinks === true} recordId={props.recordId} />
    </Suspense>
  );
}

/** As the type of the value has it. */
function Plain(props: { readonly field: ShownField; readonly value: unknown; readonly noLinks?: boolean }) {
  const { field, value } = props;
  const valueText = useValueText();
  const text = useText();
  const type = field.fieldType.type(field.settings);
  if (type === "reference") return <RecordLink field={field} value={value} noLinks={props.noLinks === true} />;
  const options = listedOptions(field);
  if (options.length > 0) {
    const chosen = (Array.isArray(value) ? value : [value]).map(
      (each) => options.find((option) => option.id === each) ?? { id: String(each), label: String(each), tone: undefined },
    );
    const plain = chosen.length === 1 && chosen[0]?.tone === undefined && !Array.isArray(value);
    if (plain) return <span>{text(chosen[0]?.label)}</span>;
    return (
      <span className="inline-flex max-w-full items-center gap-1 overflow-hidden align-middle">
        {chosen.slice(0, 3).map((option) => (
          <Chip key={option.id} tone={asTone(option.tone)} dot={option.tone !== undefined}>
            {text(option.label)}
          </Chip>
        ))}
        {chosen.length > 3 ? (
          <Chip
            title={chosen
              .slice(3)
              .map((option) => text(option.label))
              .join(", ")}
          >
            +{chosen.length - 3}
          </Chip>
        ) : null}
      </span>
    );
  }
  const said = valueText(field, value);
  if (type === "instant") {
    return (
      <time dateTime={String(value)} title={String(value)} className="whitespace-nowrap">
        {said}
      </time>
    );
  }
  if (type === "number" || type === "decimal" || type === "money" || type === "date")
    return <span className="num whitespace-nowrap">{said}</span>;
  return <span>{said}</span>;
}

const recordOf = (value: unknown): RecordJson | undefined =>
  typeof value === "object" && value !== null && typeof (value as RecordJson).id === "string" ? (value as RecordJson) : undefined;
export const idOfReference = (value: unknown): string | undefined => (typeof value === "string" ? value : recordOf(value)?.id);

/** The record a reference points at, asked for when the value is an id alone. */
export function useReferred(objectName: string | undefined, value: unknown): RecordJson | undefined {
  const { revision } = useScope();
  const known = recordOf(value);
  const id = idOfReference(value);
  const query = useQuery({
    queryKey: keys.record(revision, objectName ?? "", id ?? ""),
    queryFn: () => api<RecordJson>(`/objects/${objectName}/records/${id}`),
    enabled: known === undefined && id !== undefined && objectName !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  const arrived = useArrived(query);
  return known ?? arrived;
}

/** What people call a record. */
export function useTitleOf(): (
  object: { readonly titleField: ShownField | undefined } | undefined,
  record: RecordJson | undefined,
) => string {
  const valueText = useValueText();
  return (object, record) => {
    if (record === undefined) return "";
    const field = object?.titleField;
    const title = field === undefined ? "" : valueText(field, record[field.name]);
    return title === "" ? record.id.slice(-8) : title;
  };
}

function RecordLink({ field, value, noLinks }: { readonly field: ShownField; readonly value: unknown; readonly noLinks: boolean }) {
  const objectName = field.fieldType.refersTo?.(field.settings);
  const object = useObject(objectName);
  const record = useReferred(objectName, value);
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const t = useTranslations("common");
  const id = idOfReference(value);
  if (record === undefined) return <span className="text-faint">{t("loading")}</span>;
  const title = titleOf(object, record);
  const href = objectName === undefined || id === undefined ? undefined : hrefOf(objectName, id);
  if (noLinks || href === undefined) return <span>{title}</span>;
  return (
    <Link href={href} className="text-accent-text hover:underline">
      {title}
    </Link>
  );
}
