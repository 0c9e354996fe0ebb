"use client";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { seenFields, type ShownObject } from "../render/object.ts";
import { useGrant } from "../render/scope.tsx";
import { toast } from "../ui/toaster.tsx";
import { BulkEdit } from "./bulk-edit.tsx";
import { DeletedRecords } from "./deleted-records.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { JobsPanel } from "./jobs-panel.tsx";
import { useBegin, type JobJson } from "./jobs-data.ts";

/** Work on many records that somebody asks for at a list. `ids`: these; absent: all that the list shows. */
export type Work =
  | { readonly kind: "import" | "csv" | "xlsx" | "jobs" | "deleted" }
  | { readonly kind: "edit" | "delete"; readonly count: number; readonly ids?: readonly string[] };

/** The dialogue of work on many records of a list: what will be done to how many, then how far it is. */
export function ListWork(props: {
  readonly object: ShownObject;
  readonly work: Work;
  /** what the list shows */
  readonly list: { readonly filter?: unknown; readonly sort?: string; readonly q?: string; readonly fields: readonly string[] };
  /** `isDone`: it was begun; what was selected is no longer */
  readonly onClose: (isDone?: boolean) => void;
}) {
  const { object, work, list, onClose } = props;
  const t = useTranslations("run.jobs");
  const grant = useGrant(object.name);
  const { begin } = useBegin(object.name);
  const begun = useRef<Work>(undefined);
  const said = (message: string, job: JobJson): string =>
    job.failed > 0 ? t("someRefused", { said: message, count: job.failed }) : message;
  const which = (ids: readonly string[] | undefined) =>
    ids === undefined ? { filter: list.filter ?? { "==": [1, 1] }, ...(list.q === undefined ? {} : { q: list.q }) } : { ids };

  useEffect(() => {
    // once for each that is asked for
    if (begun.current === work) return;
    begun.current = work;
    if (work.kind === "csv" || work.kind === "xlsx") {
      void begin(`/objects/${object.name}/exports`, { format: work.kind, mark: true, ...list }, (job) =>
        t("exported", { count: job.done }),
      ).then((isBegun) => {
        if (isBegun) toast(t("exporting"));
        onClose();
      });
    } else if (work.kind === "delete") {
      void begin(`/objects/${object.name}/bulk`, { act: "delete", ...which(work.ids) }, (job) =>
        said(t("deleted", { count: job.done }), job),
      ).then((isBegun) => onClose(isBegun));
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what was asked for begins once
  }, [work]);

  if (work.kind === "import") return <ImportDialog object={object} onClose={() => onClose()} />;
  if (work.kind === "jobs") return <JobsPanel object={object.name} isShown onClose={() => onClose()} />;
  if (work.kind === "deleted") return <DeletedRecords object={object} onClose={() => onClose()} />;
  if (work.kind !== "edit") return null;
  const fields = seenFields(object, grant).filter(
    (field) =>
      field.fieldType.generated === undefined &&
      field.fieldType.derived === undefined &&
      (grant.writable === undefined || Object.hasOwn(grant.writable, field.name)),
  );
  return (
    <BulkEdit
      object={object}
      fields={fields}
      count={work.count}
      onClose={() => onClose()}
      onApply={(values) =>
        void begin(`/objects/${object.name}/bulk`, { act: "update", values, ...which(work.ids) }, (job) =>
          said(t("changed", { count: job.done }), job),
        ).then((isBegun) => onClose(isBegun))
      }
    />
  );
}
