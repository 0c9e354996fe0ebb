"use client";
import { Link } from "react-aria-components";
import { useTranslations } from "use-intl";
import { statusField } from "../../render/generate.ts";
import { valueIn, type ShownObject } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { useHref } from "../../render/scope.tsx";
import { isRightAligned, useTitleOf, Value } from "../../render/value.tsx";
import { isEmpty } from "../../render/rules.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import type { ListColumn } from "./list-state.ts";

/** The list on a phone: two lines a record. */
export function Cards(props: {
  readonly object: ShownObject;
  readonly columns: readonly ListColumn[];
  readonly records: readonly RecordJson[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly className?: string | undefined;
}) {
  const { object, columns, records } = props;
  const t = useTranslations("run.list");
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const fields = columns.map(({ field }) => field).filter((field) => field.name !== object.titleField?.name);
  const status = statusField(fields);
  const figure = fields.find(isRightAligned);
  const rest = fields.filter((field) => field !== status && field !== figure);
  return (
    <ul className={cx("bg-surface pb-24", props.className)}>
      {records.map((record) => (
        <li key={record.id} className="border-b border-line">
          <Link
            href={hrefOf(object.name, record.id) ?? "#"}
            className="flex min-h-16 flex-col justify-center gap-0.5 px-4 py-2 active:bg-surface-active"
          >
            <span className="flex items-center gap-2 text-md">
              <span className="num font-medium">{titleOf(object, record)}</span>
              {status === undefined ? null : <Value field={status} value={valueIn(status, record)} empty="" noLinks place="cell" />}
              <span className="num ml-auto font-medium">
                {figure === undefined ? null : <Value field={figure} value={valueIn(figure, record)} empty="" noLinks place="cell" />}
              </span>
            </span>
            <span className="ellipsis text-base text-muted">
              {rest
                .filter((field) => !isEmpty(valueIn(field, record)))
                .slice(0, 4)
                .map((field, place) => (
                  <span key={field.id}>
                    {place > 0 ? " · " : ""}
                    <Value field={field} value={valueIn(field, record)} noLinks place="cell" />
                  </span>
                ))}
            </span>
          </Link>
        </li>
      ))}
      {props.hasMore ? (
        <li className="p-4">
          <Button className="h-12 w-full" onPress={props.onMore}>
            {t("loadMore")}
          </Button>
        </li>
      ) : null}
    </ul>
  );
}
