"use client";
import { useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useStudio } from "../studio-context.tsx";
import { UseList } from "./use-list.tsx";
import { useUses } from "./use-uses.ts";

/** Where-used and records before an object goes. What else stands in the way is told at publish. */
export function DeleteObjectDialog({ object, onClose }: { readonly object: ObjectDocument; readonly onClose: () => void }) {
  const t = useTranslations("studio.changing");
  const to = useTranslations("studio.object");
  const c = useTranslations("common");
  const text = useText();
  const { workspace, place } = useStudio();
  const { uses, fault } = useUses(object.name);
  const name = text(object.label, object.name);
  return (
    <ConfirmDialog
      onClose={onClose}
      title={`${to("deleteObject")} ${name}`}
      deed={to("deleteObject")}
      isDisabled={uses === undefined}
      onConfirm={() => {
        workspace.run({ key: "removeObject", values: { name } }, { do: "remove", document: `object/${object.name}`, path: [] });
        place.go("/studio/objects");
      }}
    >
      <div className="flex flex-col gap-3">
        {fault === undefined ? null : <Banner tone="danger" title={fault} />}
        {uses === undefined ? (
          <Skeleton rows={3} label={c("loading")} />
        ) : (
          <>
            <p>{t("recordsHold", { count: uses.records })}</p>
            {uses.users.length === 0 ? null : (
              <section>
                <p className="mb-1.5">{t("objectUsers")}</p>
                <UseList places={uses.users} />
              </section>
            )}
          </>
        )}
        <p className="text-muted">{t("deleteHelp")}</p>
      </div>
    </ConfirmDialog>
  );
}
