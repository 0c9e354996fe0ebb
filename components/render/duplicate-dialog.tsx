"use client";
import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api } from "../data/api.ts";
import { keys } from "../data/keys.ts";
import { useText } from "../i18n/provider.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import type { RecordJson } from "./page-state.tsx";
import type { Answer, Duplicate } from "./save-record.ts";
import { useSay } from "./say.ts";
import { useHref, useScope } from "./scope.tsx";
import { useTitleOf, Value } from "./value.tsx";

/** What is saved may be a record that there is: look at it, or save anyway where the rule only asks. */
export function DuplicateDialog({ duplicate, onAnswer }: { readonly duplicate: Duplicate; readonly onAnswer: (answer: Answer) => void }) {
  const { object, found, mayGoOn } = duplicate;
  const t = useTranslations("run.duplicate");
  const say = useSay();
  const text = useText();
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const { revision } = useScope();
  const ids = [...new Set(found.flatMap(({ records }) => records))];
  const records = useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.record(revision, object.name, id),
      queryFn: () => api<RecordJson>(`/objects/${object.name}/records/${id}`),
      staleTime: 15_000,
      retry: false,
    })),
  });
  const matched = [...new Set(found.flatMap(({ fields }) => fields))].flatMap((name) => object.byName.get(name) ?? []);
  return (
    <Dialog
      isOpen
      onClose={() => onAnswer(undefined)}
      width={520}
      title={t(mayGoOn ? "title" : "refused")}
      actions={
        <>
          <Button onPress={() => onAnswer(undefined)}>{t("back")}</Button>
          {mayGoOn ? (
            <Button variant="primary" onPress={() => onAnswer({ changes: {} })}>
              {t("anyway")}
            </Button>
          ) : null}
        </>
      }
    >
      {[...new Set(found.map(({ problem }) => say(problem)))].map((message) => (
        <p key={message}>{message}</p>
      ))}
      {ids.length === 0 ? (
        <p className="mt-2 text-muted">{t("unseen")}</p>
      ) : (
        <ul aria-label={t("records")} className="mt-3 border-t border-line">
          {ids.map((id, at) => {
            const record = records[at]?.data;
            const title = record === undefined ? "…" : titleOf(object, record);
            const href = hrefOf(object.name, id);
            return (
              <li key={id} className="flex min-h-11 items-center gap-3 border-b border-line py-2">
                <div className="min-w-0 flex-1">
                  {href === undefined ? (
                    <span className="font-medium">{title}</span>
                  ) : (
                    <a
                      href={href}
                      target="_blank"
                      rel="noreferrer"
                      className="inline-flex items-center gap-1.5 font-medium text-accent-text hover:underline"
                    >
                      {text(object.document.label)} {title}
                      <Icon name="external-link" size={14} />
                    </a>
                  )}
                  {record === undefined ? null : (
                    <dl className="flex flex-wrap gap-x-4 text-sm text-muted">
                      {matched.map((field) => (
                        <div key={field.id} className="flex min-w-0 gap-1.5">
                          <dt>{text(field.label)}</dt>
                          <dd className="min-w-0 text-ink">
                            <Value field={field} value={record[field.name]} noLinks place="cell" />
                          </dd>
                        </div>
                      ))}
                    </dl>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}
