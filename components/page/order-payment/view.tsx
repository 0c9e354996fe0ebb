"use client";
import { useEffect, useState } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { useLocale, useTranslations } from "use-intl";
import type { Money, Text } from "#metadata";
import { moneyText } from "#metadata/vocabulary";
import { ApiProblem } from "../../data/api.ts";
import { useText } from "../../i18n/provider.tsx";
import { useTell } from "../../render/say.ts";
import { countdown } from "../../render/countdown.ts";
import { listedOptions } from "../../render/object.ts";
import { askedOf, useLink, type Offer } from "../../render/link-state.tsx";
import { usePageState, type RecordJson } from "../../render/page-state.tsx";
import { useNow } from "../../render/time.tsx";
import { useReferred, useTitleOf } from "../../render/value.tsx";
import { useObject, useScope } from "../../render/scope.tsx";
import type { View } from "../../render/view.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { initials } from "../../ui/avatar.tsx";
import { partByNeed } from "../../ui/by-need.ts";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { Mark } from "../../ui/mark.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import type { orderPayment } from "./definition.ts";

/** Prices come with what is offered; what computes them here is for a canvas, and for an offer without one. */
export const pricing = partByNeed(() => import("./price.ts"));

const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && typeof (value as Money).minor === "number";

/** How the order stands, by the meaning its status option stores. */
type Stand = "open" | "done" | "ended";
function standOf(options: readonly { readonly id: string; readonly tone?: string | undefined }[], status: unknown): Stand {
  const tone = options.find((option) => option.id === status)?.tone;
  if (tone === "success") return "done";
  return tone === "danger" || tone === "neutral" || (tone === undefined && status !== undefined && options.length > 0) ? "ended" : "open";
}

export const OrderPayment: View<typeof orderPayment> = ({ props }) => {
  const page = usePageState();
  const link = useLink();
  const { documents } = useScope();
  const t = useTranslations("run.pay");
  const text = useText();
  const { object } = page ?? {};
  const record = link?.data.record ?? page?.record;
  const amount = record?.[props.amount];
  const pricedBy = props.price === undefined ? undefined : documents.function?.[props.price];
  const computed = pricing.useWhen(
    pricedBy !== undefined && isMoney(amount) && link?.data.offered.every((offer) => offer.price !== undefined) !== true,
  );
  if (object === undefined) return null;
  const status = props.status === undefined ? undefined : object.byName.get(props.status);
  const stand = status === undefined || record === undefined ? "open" : standOf(listedOptions(status), record[status.name]);
  const field = object.byName.get(props.field);
  const methodLabel = (id: unknown): string =>
    text((field === undefined ? [] : listedOptions(field)).find((option) => option.id === id)?.label, String(id ?? ""));
  const asked = link === undefined ? undefined : askedOf(link.data.waiting, props.field);
  // a canvas shows what the field's settings list, without prices
  const listed = field === undefined ? [] : listedOptions(field);
  const given: readonly Offer[] =
    link?.data.offered.filter((offer) => offer.field === undefined || offer.field === props.field) ??
    listed.slice(0, 3).map((option) => ({ value: option.id, label: option.label }));
  const offered = given.map((offer) => ({
    ...offer,
    description: offer.description ?? listed.find((option) => option.id === offer.value)?.description,
    price: offer.price ?? (isMoney(amount) ? computed?.priceOf(pricedBy, amount, offer.value, page?.context.now) : undefined),
  }));
  const paid = props.paid === undefined ? undefined : record?.[props.paid];

  let content;
  if (stand === "done") {
    content = (
      <Outcome
        icon="circle-check"
        tone="success"
        title={t("done")}
        money={isMoney(paid) ? paid : isMoney(amount) ? amount : undefined}
        lines={[methodLabel(record?.[props.field]), t("doneNext")]}
      />
    );
  } else if (stand === "ended") {
    content = <Outcome icon="circle-x" tone="neutral" title={t("cancelled")} lines={[t("cancelledHelp")]} />;
  } else if (link !== undefined && asked === undefined) {
    content = <Between record={record} hasChosen={record?.[props.field] !== undefined} />;
  } else {
    content = (
      <Chooser
        field={props.field}
        amount={isMoney(amount) ? amount : undefined}
        offered={offered}
        asked={asked}
        number={numberOf(record, props.number)}
      />
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-canvas text-md">
      <Due
        title={text(props.title) || t("title")}
        record={record}
        store={props.store}
        amount={isMoney(amount) ? amount : undefined}
        until={stand === "open" ? asked?.expiresAt : undefined}
        isSmall={stand !== "open"}
        onOver={link?.refetch}
      />
      {content}
    </div>
  );
};

const numberOf = (record: RecordJson | undefined, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : record?.[name];
  return typeof value === "string" ? value : undefined;
};

/** Where, how much, how long. */
function Due(props: {
  readonly title: string;
  readonly record: RecordJson | undefined;
  readonly store: string | undefined;
  readonly amount: Money | undefined;
  readonly until: string | undefined;
  readonly isSmall: boolean;
  readonly onOver: (() => void) | undefined;
}) {
  const page = usePageState();
  const t = useTranslations("run.pay");
  const locale = useLocale();
  const now = useNow(1_000);
  const field = props.store === undefined ? undefined : page?.object?.byName.get(props.store);
  const storeObject = useObject(field?.fieldType.refersTo?.(field.settings));
  const stored = field === undefined ? undefined : props.record?.[field.name];
  const store = useReferred(undefined, stored);
  const titleOf = useTitleOf();
  const tenant = useLink()?.data.tenant?.name;
  const left = props.until === undefined || now === undefined ? undefined : new Date(props.until).getTime() - now;
  const over = left !== undefined && left <= 0;
  const { onOver } = props;
  useEffect(() => {
    if (over) onOver?.();
  }, [over, onOver]);
  if (props.isSmall) return null;
  const [sign, figures] = props.amount === undefined ? ["", "–"] : splitMoney(props.amount, locale);
  return (
    <section className="border-b border-line bg-surface px-4 pt-5 pb-4 text-center">
      <p className="text-muted">
        {[tenant, store === undefined ? undefined : titleOf(storeObject, store)].filter(Boolean).join(" · ") || t("amount")}
      </p>
      <p className="num mt-1 text-[36px] leading-11 font-semibold tracking-[-.01em]">
        <span className="mr-1 text-[20px] font-medium">{sign}</span>
        {figures}
      </p>
      {props.until === undefined ? null : (
        <p
          role="timer"
          aria-live="off"
          className="mt-2 inline-flex h-7 items-center gap-1.5 rounded-full bg-warning-soft px-2.5 text-base text-warning"
        >
          <Icon name="clock-3" />
          {over ? t("timeout") : <span className="num">{t("leftSentence", { time: left === undefined ? "–:–" : countdown(left) })}</span>}
        </p>
      )}
    </section>
  );
}

/** "¥" and "88.00", so that the sign can stand small. */
function splitMoney(money: Money, locale: string): readonly [string, string] {
  const whole = moneyText(money, locale);
  const match = /^([^\d-]*)(-?[\d.,  ]+)(.*)$/u.exec(whole);
  return match === null ? ["", whole] : [`${match[1] ?? ""}${match[3] ?? ""}`.trim(), match[2] ?? whole];
}

const tiles = ["bg-info-soft text-info", "bg-danger-soft text-danger", "bg-warning-soft text-warning", "bg-success-soft text-success"];

function Chooser(props: {
  readonly field: string;
  readonly amount: Money | undefined;
  readonly offered: readonly Offer[];
  readonly asked: { readonly expiresAt: string } | undefined;
  readonly number: string | undefined;
}) {
  const { offered, amount } = props;
  const t = useTranslations("run.pay");
  const text = useText();
  const locale = useLocale();
  const tell = useTell();
  const link = useLink();
  const [chosen, setChosen] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const picked = offered.find((offer) => offer.value === chosen) ?? offered[0];
  const said = (value: Text) => text(value);
  const price = picked?.price ?? amount;
  const off =
    amount !== undefined && picked?.price !== undefined && picked.price.currency === amount.currency
      ? amount.minor - picked.price.minor
      : 0;

  if (offered.length === 0) {
    return <Outcome icon="ban" tone="neutral" title={t("noneTitle")} lines={[t("noneHelp")]} />;
  }
  return (
    <>
      <RadioGroup value={picked?.value ?? null} onChange={setChosen} className="flex flex-col" isDisabled={busy}>
        <div className="flex justify-between px-4 pt-4 pb-2 text-base text-muted">
          <Label>{t("choose")}</Label>
          <span>{t("available", { count: offered.length })}</span>
        </div>
        <div className="border-y border-line bg-surface">
          {offered.map((offer, place) => (
            <Radio
              key={offer.value}
              value={offer.value}
              className={({ isSelected, isFocusVisible }) =>
                cx(
                  "flex min-h-17 items-center gap-3 px-4 py-2.5",
                  place > 0 && "shadow-[inset_0_1px_0_var(--border)]",
                  isSelected && "bg-accent-soft",
                  isFocusVisible && "outline-2 -outline-offset-2 outline-focus",
                )
              }
            >
              {({ isSelected }) => (
                <>
                  <span
                    aria-hidden="true"
                    className={cx(
                      "grid size-9 flex-none place-items-center rounded-lg text-lg font-semibold",
                      isSelected ? `bg-surface ${tiles[place % tiles.length]?.split(" ")[1]}` : tiles[place % tiles.length],
                    )}
                  >
                    {initials(said(offer.label)).slice(0, 1)}
                  </span>
                  <span className="min-w-0 flex-1">
                    <span className="block text-lg font-medium">{said(offer.label)}</span>
                    {offer.description === undefined ? null : (
                      <span className="block text-base leading-[18px] text-muted">{said(offer.description)}</span>
                    )}
                  </span>
                  <span className="flex flex-none flex-col text-right">
                    {(offer.price ?? amount) === undefined ? null : (
                      <span className="num text-lg font-semibold">{moneyText((offer.price ?? amount) as Money, locale)}</span>
                    )}
                    {amount !== undefined && offer.price !== undefined && offer.price.minor !== amount.minor ? (
                      <del className="num text-base leading-[18px] text-faint">{moneyText(amount, locale)}</del>
                    ) : null}
                  </span>
                  <Mark isOn={isSelected} size={22} />
                </>
              )}
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <p className="flex gap-1.5 px-4 py-3 text-base text-muted">
        <span className="mt-0.5">
          <Icon name="info" />
        </span>
        {t("terms")}
      </p>
      <div className="flex-1" />
      <footer className="sticky bottom-0 border-t border-line bg-surface px-4 pt-3 pb-[max(28px,env(safe-area-inset-bottom))]">
        {fault === undefined ? null : <Banner tone="danger" title={fault} className="mb-3" />}
        <p className="num mb-2.5 text-center text-base text-muted">
          {[
            off > 0 && amount !== undefined
              ? t("saved", { amount: moneyText({ currency: amount.currency, minor: off }, locale) })
              : undefined,
            props.number === undefined ? undefined : t("number", { number: props.number }),
          ]
            .filter((part) => part !== undefined)
            .join(text({ en: " · ", zh: "，" }))}
        </p>
        <Button
          variant="primary"
          size="touch"
          className="num w-full"
          isBusy={busy}
          onPress={async () => {
            if (picked === undefined || link === undefined) return;
            setBusy(true);
            setFault(undefined);
            try {
              await link.answer({ [props.field]: picked.value });
            } catch (thrown) {
              if (!(thrown instanceof ApiProblem)) throw thrown;
              setFault(
                thrown.code === "choice_not_offered"
                  ? t("refused", { method: said(picked.label) })
                  : t("failed", {
                      reason: tell(thrown),
                    }),
              );
              link.refetch();
            } finally {
              setBusy(false);
            }
          }}
        >
          {picked === undefined || price === undefined
            ? t("pick")
            : t("pay", { price: moneyText(price, locale), method: said(picked.label) })}
        </Button>
      </footer>
    </>
  );
}

/** The order is open, but nothing is asked: it is being worked on, or there is nothing to pay. */
function Between({ record, hasChosen }: { readonly record: RecordJson | undefined; readonly hasChosen: boolean }) {
  const t = useTranslations("run.pay");
  const [long, setLong] = useState(false);
  const version = record?.version;
  useEffect(() => {
    setLong(false);
    const timer = setTimeout(() => setLong(true), 15_000);
    return () => clearTimeout(timer);
  }, [version]);
  if (long && !hasChosen) return <Outcome icon="info" tone="neutral" title={t("ended")} lines={[]} />;
  return <Outcome busy tone="neutral" icon="hourglass" title={hasChosen ? t("processing") : t("title")} lines={[t("processingHelp")]} />;
}

function Outcome(props: {
  readonly icon: string;
  readonly tone: "success" | "neutral";
  readonly title: string;
  readonly lines: readonly string[];
  readonly money?: Money | undefined;
  readonly busy?: boolean;
}) {
  const locale = useLocale();
  return (
    <section role="status" className="flex flex-1 flex-col items-center bg-surface px-6 pt-16 text-center">
      <span className={cx(props.tone === "success" ? "text-success" : "text-muted")}>
        {props.busy === true ? <Spinner size={40} /> : <Icon name={props.icon} size={48} />}
      </span>
      <h2 className="mt-4 text-xl font-semibold">{props.title}</h2>
      {props.money === undefined ? null : <p className="num mt-2 text-2xl font-semibold">{moneyText(props.money, locale)}</p>}
      {props.lines
        .filter((line) => line !== "")
        .map((line) => (
          <p key={line} className="mt-1 text-muted">
            {line}
          </p>
        ))}
    </section>
  );
}
