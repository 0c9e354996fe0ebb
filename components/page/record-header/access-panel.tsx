"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { api, ApiProblem, withQuery } from "../../data/api.ts";
import { useText } from "../../i18n/provider.tsx";
import type { ShownObject } from "../../render/object.ts";
import { usePeopleFound } from "../../render/people.ts";
import { recordPath } from "../../render/record-data.ts";
import { useTell } from "../../render/say.ts";
import { useScope } from "../../render/scope.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Chip } from "../../ui/chip.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useHolderName } from "./holder-name.ts";

interface Rule {
  readonly logic?: Json;
  readonly holds: boolean;
  readonly parts?: readonly Rule[];
  readonly values?: Readonly<Record<string, Json>>;
}
interface Reason {
  readonly kind: "capability" | "grant" | "share" | "whole" | "none";
  readonly counts: boolean;
  readonly role?: string;
  readonly rule?: Rule;
  readonly share?: { readonly holder: string; readonly level: "read" | "update" };
  readonly object?: string;
}
const verbs = ["read", "update", "delete", "export", "share"] as const;
interface Explanation {
  readonly verbs: { readonly [verb in (typeof verbs)[number]]: { readonly allowed: boolean; readonly because: readonly Reason[] } };
  readonly hidden: Readonly<Record<string, readonly string[]>>;
}

/** Why somebody may or may not do something with a record: every role, rule and share that has a say. */
export function AccessPanel({ object, id }: { readonly object: ShownObject; readonly id: string }) {
  const t = useTranslations("run.share");
  const text = useText();
  const tell = useTell(object.name);
  const { user } = useScope();
  const [typed, setTyped] = useState<string | undefined>();
  const [whose, setWhose] = useState<{ id: string; name: string } | undefined>();
  const found = usePeopleFound(typed ?? "");
  const me = { id: "me", label: t("me") };
  const asksMe = me.label.toLocaleLowerCase().includes((typed ?? "").trim().toLocaleLowerCase());
  const items = [
    ...(asksMe ? [me] : []),
    ...found.filter((each) => each.id !== user.id).map(({ id: person, name }) => ({ id: person, label: name, avatar: name })),
  ];
  const asked = useQuery({
    queryKey: ["access", object.name, id, whose?.id ?? ""],
    queryFn: () => api<Explanation>(withQuery(`${recordPath(object.name, id)}/access`, whose === undefined ? {} : { user: whose.id })),
    retry: false,
  });
  const hidden = Object.keys(asked.data?.hidden ?? {});
  return (
    <section aria-label={t("why")} className="flex flex-col gap-2">
      <ComboBox
        label={t("whose")}
        items={items}
        value={whose?.id ?? me.id}
        inputValue={typed ?? whose?.name ?? t("me")}
        onInputChange={setTyped}
        onChange={(next) => {
          if (next === null) return;
          const person = found.find((each) => each.id === next);
          setWhose(person === undefined ? undefined : { id: person.id, name: person.name });
          setTyped(undefined);
        }}
        onBlur={() => setTyped(undefined)}
        empty={t("noMatch")}
      />
      {asked.error instanceof ApiProblem ? (
        <Banner tone="warning" title={tell(asked.error)} />
      ) : asked.data === undefined ? (
        <Skeleton rows={5} height={52} />
      ) : (
        <dl className="border-t border-line">
          {verbs.map((verb) => {
            const { allowed, because } = asked.data.verbs[verb];
            return (
              <div key={verb} className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 border-b border-line py-2">
                <dt className="flex flex-col items-start gap-1">
                  <span className="font-medium">{t(`verb.${verb}`)}</span>
                  <Chip tone={allowed ? "success" : "neutral"} dot>
                    {t(allowed ? "allowed" : "denied")}
                  </Chip>
                </dt>
                <dd className="flex min-w-0 flex-col gap-1">
                  {because.map((reason, place) => (
                    <Because key={place} reason={reason} />
                  ))}
                </dd>
              </div>
            );
          })}
          {hidden.length === 0 ? null : (
            <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 py-2">
              <dt className="font-medium">{t("hidden")}</dt>
              <dd>{hidden.map((name) => text(object.byName.get(name)?.label, name)).join(", ")}</dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}

function Because({ reason }: { readonly reason: Reason }) {
  const t = useTranslations("run.share");
  const text = useText();
  const nameOf = useHolderName();
  const { documents } = useScope();
  const role = reason.role ?? "";
  const object = text(documents.object[reason.object ?? ""]?.label, reason.object);
  const said = {
    capability: () => t("byCapability", { role }),
    grant: () => t(reason.rule === undefined ? "byGrant" : reason.counts ? "byRule" : "notByRule", { role }),
    share: () => t("byShare", { holder: nameOf(reason.share!.holder), level: t(reason.share!.level) }),
    whole: () => t(reason.counts ? "byWhole" : "notByWhole", { object }),
    none: () => t("byNone"),
  }[reason.kind]();
  return (
    <div className="min-w-0">
      <p className="flex items-start gap-1.5">
        <Sign holds={reason.counts} />
        <span className="min-w-0">{said}</span>
      </p>
      {reason.rule?.logic === undefined ? null : <RuleParts rule={reason.rule} />}
    </div>
  );
}

const Sign = ({ holds }: { readonly holds: boolean }) => {
  const t = useTranslations("run.share");
  return (
    <>
      <Icon name={holds ? "check" : "x"} size={14} className={holds ? "mt-0.5 flex-none text-success" : "mt-0.5 flex-none text-muted"} />
      <span className="sr-only">{t(holds ? "allowed" : "denied")}</span>
    </>
  );
};

/** A rule taken apart, each part with what it came to and what it read. */
function RuleParts({ rule }: { readonly rule: Rule }) {
  const joint = typeof rule.logic === "object" && rule.logic !== null ? (Object.keys(rule.logic)[0] ?? "") : "";
  if (rule.parts !== undefined) {
    return (
      <div className="mt-1 ml-1.5 border-l border-line pl-3">
        <code className="mono text-sm text-muted">{joint}</code>
        {rule.parts.map((part, place) => (
          <RuleParts key={place} rule={part} />
        ))}
      </div>
    );
  }
  const values = Object.entries(rule.values ?? {});
  return (
    <div className="mt-1 ml-1.5 flex items-start gap-1.5 border-l border-line pl-3">
      <Sign holds={rule.holds} />
      <span className="min-w-0 text-sm">
        <code className="mono break-words">{JSON.stringify(rule.logic)}</code>
        {values.map(([name, value]) => (
          <span key={name} className="block break-words text-muted">
            {name} = {typeof value === "string" ? value : JSON.stringify(value)}
          </span>
        ))}
      </span>
    </div>
  );
}
