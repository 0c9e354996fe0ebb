"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemList } from "../../designer/problem-list.tsx";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Chip } from "../../ui/chip.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Rollout, readPromotion } from "../server.ts";
import { useTell } from "../../render/say.ts";

const tones = { added: "success", changed: "info", removed: "danger" } as const;

/** Asks once more before the draft of a candidate goes live: says what else is in it, and what keeps it from being published. */
export function PromoteDialog(props: { readonly rollout: Rollout; readonly onPromote: () => void; readonly onClose: () => void }) {
  const tell = useTell();
  const t = useTranslations("studio.tables.rollout");
  const s = useTranslations("studio");
  const text = useText();
  const plan = useQuery({
    queryKey: ["promotion", props.rollout.id],
    queryFn: () => readPromotion(props.rollout.id),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const { also = [], problems = [] } = plan.data ?? {};
  return (
    <ConfirmDialog
      onClose={props.onClose}
      title={t("promote")}
      deed={t("promoteNow")}
      tone="primary"
      isDisabled={plan.data === undefined || problems.length > 0}
      onConfirm={props.onPromote}
    >
      {plan.isError ? (
        <Banner tone="danger" title={t("failed")}>
          <p>{tell(plan.error)}</p>
        </Banner>
      ) : plan.data === undefined ? (
        <Skeleton rows={2} label={t("reading")} />
      ) : problems.length > 0 ? (
        <Banner tone="danger" title={t("failed")}>
          <ProblemList problems={problems} onGo={props.onClose} />
        </Banner>
      ) : also.length === 0 ? (
        <p>{t("promoteAlone")}</p>
      ) : (
        <>
          <p>{t("promoteAlso")}</p>
          <ul aria-label={t("promoteAlso")} className="mt-2 flex max-h-60 flex-col gap-1 overflow-auto">
            {also.map(({ kind, name, label, change }) => (
              <li key={`${kind}/${name}`} className="flex items-baseline gap-2">
                <Chip tone={tones[change]}>{s(`change.${change}`)}</Chip>
                <span className="min-w-0 truncate">{text(label, name)}</span>
                <span className="font-mono text-sm text-muted">
                  {kind}/{name}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </ConfirmDialog>
  );
}
